//! What a browser makes of the cookies, of the pages that may use them, and of mailed links.

mod cross_site;
mod links;
mod sessions;
mod site;

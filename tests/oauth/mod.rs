//! Signing in with providers.

mod answers;
mod clients;
mod demo;
mod emails;
mod hooks;
mod id_tokens;
mod links;
mod options;
mod real;
mod redirects;
mod registrations;
mod sign_in;
mod states;
mod tokens;
mod unlinks;

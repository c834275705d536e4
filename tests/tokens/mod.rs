//! What tokens are, and where they are looked up.

mod redis;
mod strategies;

mod bodies;
mod configuration;
mod headers;
mod properties;
mod secrets;
mod tokens;

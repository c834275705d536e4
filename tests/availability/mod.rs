mod connections;
mod hashing;

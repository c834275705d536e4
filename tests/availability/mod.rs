mod connections;
mod hang_ups;
mod hashing;

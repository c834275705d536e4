mod connections;
mod contention;
mod hang_ups;
mod hashing;

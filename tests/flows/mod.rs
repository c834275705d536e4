mod hooks;
mod login;
mod logout;
mod refresh;
mod register;
mod restart;
mod update;

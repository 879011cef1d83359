//! The loopback Discord from outside: everything here goes over real sockets.

mod gateway;
mod interactions;
mod rest;
mod support;
mod world;

//! The loopback Discord from outside: everything here goes over real sockets.

mod faults;
mod gateway;
mod interactions;
mod page;
mod rest;
mod support;
mod world;

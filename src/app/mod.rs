//! Floor 6: what the program can do for a person, whatever the surface. Knows no Discord and no terminal.
//!
//! Nothing on this floor logs, stores or hands on a question's words or a person's id: what leaves it is the reply and
//! ids of sections, topics and classes.

pub mod about;
pub mod ask;
mod current;
pub mod desk;
pub mod limits;
pub mod missed;
pub mod offer;
mod pause;
pub mod posted;
pub mod ready;
pub mod recall;
pub mod standing;
pub mod suggest;

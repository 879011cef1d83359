//! Floor 1: the data of the guides as values. Only `load` reads files; everything else is pure.

pub mod fault;
pub mod files;
pub mod front_matter;
pub mod guide;
pub mod lint;
pub mod load;
pub mod medicine;
pub mod mix;
pub mod model;
pub mod rules;
pub mod safety;
pub mod section;
pub mod words;
pub mod written_day;

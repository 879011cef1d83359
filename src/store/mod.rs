//! Floor 4: what is kept beyond a run, in SQLite or PostgreSQL. Rows in, rows out; decides nothing.
//!
//! One SQL text for both engines over sqlx's `Any` driver: `$1` placeholders, `ON CONFLICT`, BIGINT and TEXT columns, no NULL. The
//! schema and what each column means stand in `migrations/`. No column ever holds words, a name or a plain id of somebody who asks.

mod change;
pub mod error;
pub mod moving;
mod pool;
pub mod read;
pub mod rows;

pub use change::Write;
pub use error::Error;
pub use pool::Store;

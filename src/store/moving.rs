//! Moving a store: all rows as JSON lines and back, whatever the engine; and erasing what belongs to one server.
//!
//! A line is `{"table":"pause","row":{"guild":1,"section":"","actor":2,"since":3}}`. Leases are not moved: they are of processes
//! that run now.

use super::{change::REVISION, error::Error, pool::Store, rows::signed};
use serde_json::{Map, Value};
use sqlx::{Any, AssertSqlSafe, Row};
use std::io::{BufRead, Write};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Number(&'static str),
    Text(&'static str),
}
use Column::{Number, Text};

impl Column {
    fn name(self) -> &'static str {
        match self {
            Number(name) | Text(name) => name,
        }
    }
}

struct Table {
    name: &'static str,
    /// Columns, those of the primary key first.
    columns: &'static [Column],
    /// Columns of the primary key.
    key: usize,
}

/// Every table but the leases. A test compares it with the tables that are there.
const TABLES: [Table; 13] = [
    Table { name: "server", columns: &[Number("guild"), Text("country"), Number("alert_role"), Number("staff_channel")], key: 1 },
    Table { name: "channel_mode", columns: &[Number("channel"), Number("guild"), Text("mode")], key: 1 },
    Table { name: "pause", columns: &[Number("guild"), Text("section"), Number("actor"), Number("since")], key: 2 },
    Table {
        name: "posting",
        columns: &[
            Number("message"),
            Number("guild"),
            Number("channel"),
            Number("question"),
            Text("kind"),
            Text("recall"),
            Text("digest"),
            Number("actor"),
            Number("posted"),
            Number("corrected"),
            Text("trouble"),
        ],
        key: 1,
    },
    Table {
        name: "audit",
        columns: &[Number("id"), Number("guild"), Number("actor"), Text("action"), Text("detail"), Number("happened")],
        key: 1,
    },
    Table {
        name: "tally",
        columns: &[Number("guild"), Number("day"), Text("surface"), Text("outcome"), Text("section"), Number("times")],
        key: 5,
    },
    Table { name: "gap", columns: &[Number("guild"), Number("week"), Text("kind"), Text("subject"), Text("person")], key: 5 },
    Table { name: "gap_week", columns: &[Number("guild"), Number("week"), Text("kind"), Text("subject"), Number("people")], key: 4 },
    Table {
        name: "wrong_section",
        columns: &[
            Number("id"),
            Number("guild"),
            Number("actor"),
            Text("shown"),
            Text("wanted"),
            Text("wording"),
            Text("version"),
            Number("noted"),
            Number("curated"),
        ],
        key: 1,
    },
    Table {
        name: "shadow",
        columns: &[Number("message"), Number("guild"), Number("channel"), Text("outcome"), Text("recall"), Number("seen"), Text("verdict")],
        key: 1,
    },
    Table {
        name: "vote",
        columns: &[Number("message"), Text("person"), Number("guild"), Text("section"), Number("helpful"), Number("cast_at")],
        key: 2,
    },
    Table { name: "quiet", columns: &[Number("guild"), Text("person"), Number("everything"), Number("since")], key: 2 },
    Table { name: "mark", columns: &[Text("name"), Number("value")], key: 1 },
];

/// Rows read at once.
const PAGE: i64 = 500;

impl Table {
    fn names(&self) -> String {
        self.columns.iter().map(|column| column.name()).collect::<Vec<_>>().join(", ")
    }

    fn select(&self) -> String {
        let key: Vec<&str> = self.columns.iter().take(self.key).map(|column| column.name()).collect();
        format!("SELECT {} FROM {} ORDER BY {} LIMIT $1 OFFSET $2", self.names(), self.name, key.join(", "))
    }

    fn insert(&self) -> String {
        let places: Vec<String> = (1..=self.columns.len()).map(|at| format!("${at}")).collect();
        let key: Vec<&str> = self.columns.iter().take(self.key).map(|column| column.name()).collect();
        let rest = self.columns.iter().skip(self.key).map(|column| format!("{0} = excluded.{0}", column.name()));
        let rest = rest.collect::<Vec<_>>().join(", ");
        let otherwise = if rest.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {rest}") };
        let (name, names, places, key) = (self.name, self.names(), places.join(", "), key.join(", "));
        format!("INSERT INTO {name} ({names}) VALUES ({places}) ON CONFLICT ({key}) DO {otherwise}")
    }
}

impl Store {
    /// Writes every row as a line. Gives how many.
    ///
    /// # Errors
    /// The store is down, or the output breaks.
    pub async fn export(&self, output: &mut (dyn Write + Send)) -> Result<usize, Error> {
        let pool = self.ready().await?;
        let mut written = 0;
        for table in &TABLES {
            let mut offset = 0;
            loop {
                let query = sqlx::query::<Any>(AssertSqlSafe(table.select())).bind(PAGE).bind(offset);
                let rows = query.fetch_all(pool).await?;
                for row in &rows {
                    let mut fields = Map::new();
                    for (at, column) in table.columns.iter().enumerate() {
                        let value = match column {
                            Number(_) => Value::from(row.try_get::<i64, _>(at)?),
                            Text(_) => Value::from(row.try_get::<String, _>(at)?),
                        };
                        fields.insert(column.name().to_owned(), value);
                    }
                    writeln!(output, "{}", serde_json::json!({"table": table.name, "row": fields}))?;
                    written += 1;
                }
                if i64::try_from(rows.len()).unwrap_or_default() < PAGE {
                    break;
                }
                offset += PAGE;
            }
        }
        output.flush()?;
        Ok(written)
    }

    /// Reads lines that [`Store::export`] wrote, all or none; rows that are there already are replaced. Gives how many.
    ///
    /// # Errors
    /// [`Error::Import`] with the first faulty line; the store is down; the input breaks. Then nothing was changed.
    pub async fn import(&self, input: &mut (dyn BufRead + Send)) -> Result<usize, Error> {
        let before = self.revision().await?;
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let mut work = pool.begin().await?;
        let mut read = 0;
        let mut text = String::new();
        for line in 1.. {
            text.clear();
            if input.read_line(&mut text)? == 0 {
                break;
            }
            if text.trim().is_empty() {
                continue;
            }
            let (table, row) = parse(&text).map_err(|reason| Error::Import { line, reason })?;
            let mut query = sqlx::query::<Any>(AssertSqlSafe(table.insert()));
            for column in table.columns {
                let value = row.get(column.name());
                query = match column {
                    Number(name) => query.bind(value.and_then(Value::as_i64).ok_or_else(|| missing(line, name, "a whole number"))?),
                    Text(name) => query.bind(value.and_then(Value::as_str).ok_or_else(|| missing(line, name, "text"))?.to_owned()),
                };
            }
            query.execute(&mut *work).await?;
            read += 1;
        }
        // A running bot must read the settings anew, whatever revision the lines were of.
        let sql = "INSERT INTO mark (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE
            SET value = 1 + CASE WHEN mark.value > excluded.value THEN mark.value ELSE excluded.value END";
        sqlx::query::<Any>(sql).bind(REVISION).bind(before).execute(&mut *work).await?;
        work.commit().await?;
        Ok(read)
    }

    /// Erases all that belongs to one server. Gives how many rows went.
    ///
    /// # Errors
    /// The store is down, or refuses; then nothing was erased.
    pub async fn erase(&self, guild: u64) -> Result<u64, Error> {
        let pool = self.ready().await?;
        let _turn = self.writing.lock().await;
        let mut work = pool.begin().await?;
        let mut gone = 0;
        for table in TABLES.iter().filter(|table| table.columns.contains(&Number("guild"))) {
            let sql = format!("DELETE FROM {} WHERE guild = $1", table.name);
            gone += sqlx::query::<Any>(AssertSqlSafe(sql)).bind(signed(guild)).execute(&mut *work).await?.rows_affected();
        }
        let marks = sqlx::query::<Any>("DELETE FROM mark WHERE name LIKE $1").bind(format!("%:{guild}")).execute(&mut *work).await?;
        gone += marks.rows_affected();
        // A running bot must see that the settings are gone.
        sqlx::query::<Any>("UPDATE mark SET value = value + 1 WHERE name = 'revision'").execute(&mut *work).await?;
        work.commit().await?;
        Ok(gone)
    }
}

fn missing(line: usize, column: &str, wanted: &str) -> Error {
    Error::Import { line, reason: format!("`{column}` is not {wanted}") }
}

fn parse(line: &str) -> Result<(&'static Table, Map<String, Value>), String> {
    let value: Value = serde_json::from_str(line).map_err(|_| "it is no JSON".to_owned())?;
    let name = value.get("table").and_then(Value::as_str).unwrap_or_default();
    let table = TABLES.iter().find(|table| table.name == name).ok_or("`table` names no table of this version")?;
    let row = value.get("row").and_then(Value::as_object).ok_or("`row` is missing")?;
    if let Some(stray) = row.keys().find(|key| !table.columns.iter().any(|column| column.name() == key.as_str())) {
        return Err(format!("`{stray}` is no column of {name}"));
    }
    Ok((table, row.clone()))
}

#[cfg(test)]
mod tests {
    use super::{TABLES, parse};

    /// The statements that make a table, by its name.
    fn made() -> Vec<(String, String)> {
        let schema = include_str!("migrations/0001_start.sql");
        let parts = schema.split("CREATE TABLE ").skip(1);
        parts
            .map(|part| part.split_once(' ').unwrap())
            .map(|(name, rest)| (name.to_owned(), rest.split("\n);").next().unwrap().to_owned()))
            .collect()
    }

    #[test]
    fn every_table_and_column_is_moved() {
        for (name, text) in made() {
            let Some(table) = TABLES.iter().find(|table| table.name == name) else {
                assert_eq!(name, "lease");
                continue;
            };
            let lines = text.lines().map(str::trim).filter(|line| line.contains(" NOT NULL"));
            let mut columns: Vec<(&str, bool)> = lines.map(|line| (line.split(' ').next().unwrap(), line.contains(" BIGINT "))).collect();
            let mut moved: Vec<(&str, bool)> =
                table.columns.iter().map(|column| (column.name(), matches!(column, super::Number(_)))).collect();
            columns.sort_unstable();
            moved.sort_unstable();
            assert_eq!(columns, moved, "{name}");
        }
        assert_eq!(made().len(), TABLES.len() + 1);
    }

    #[test]
    fn lines_that_are_none_are_refused_with_a_reason() {
        for (line, reason) in [
            ("", "no JSON"),
            ("{}", "no table"),
            (r#"{"table":"lease","row":{}}"#, "no table"),
            (r#"{"table":"pause"}"#, "`row`"),
            (r#"{"table":"pause","row":{"guild; DROP TABLE pause":1}}"#, "no column"),
        ] {
            assert!(parse(line).err().unwrap().contains(reason), "{line}");
        }
    }
}

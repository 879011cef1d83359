//! Tables of text in even columns.

use std::io::{self, Write};

/// Prints a title and a table. The first `left` columns stand left, the others right.
///
/// # Errors
/// When nothing can be written any more.
pub fn print(out: &mut dyn Write, title: &str, left: usize, header: &[&str], rows: &[Vec<String>]) -> io::Result<()> {
    let widest = |column: usize| rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
    let widths: Vec<usize> = header.iter().enumerate().map(|(column, name)| width(name).max(widest(column))).collect();
    writeln!(out, "\n{title}")?;
    line(out, left, &widths, header.iter().copied())?;
    line(out, left, &widths, widths.iter().map(|&width| "─".repeat(width)).collect::<Vec<_>>().iter().map(String::as_str))?;
    rows.iter().try_for_each(|row| line(out, left, &widths, row.iter().map(String::as_str)))
}

fn line<'c>(out: &mut dyn Write, left: usize, widths: &[usize], cells: impl Iterator<Item = &'c str>) -> io::Result<()> {
    let mut text = String::new();
    for ((column, cell), &wanted) in cells.enumerate().zip(widths) {
        let gap = " ".repeat(wanted.saturating_sub(width(cell)));
        let (before, behind) = if column < left { ("", gap.as_str()) } else { (gap.as_str(), "") };
        text.push_str("  ");
        text.push_str(before);
        text.push_str(cell);
        text.push_str(behind);
    }
    writeln!(out, "{}", text.trim_end())
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_stand_left_and_numbers_right() {
        let mut out = Vec::new();
        let rows = [vec!["ünï".to_owned(), "7".to_owned()], vec!["x".to_owned(), "1234".to_owned()]];
        super::print(&mut out, "Title", 1, &["name", "n"], &rows).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "\nTitle\n  name     n\n  ────  ────\n  ünï      7\n  x     1234\n");
    }
}

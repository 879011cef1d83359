//! `medguide chat`: a conversation in a terminal, without account, configuration or network.

use crate::answer::{
    closing::Closing,
    render::{self, Setting},
    reply::{Draft, Offer, Reply},
    snapshot::{Snapshot, Space},
};
use std::io::{self, BufRead, Write};

/// Runs until the end of input or a line that says `quit`. `prompts` is off when the input is a file or a pipe.
///
/// Bytes that are not UTF-8 are read as unknown letters: a scared person is never turned away for them.
///
/// # Errors
/// Reading or writing failed.
pub fn run(
    snapshot: &Snapshot,
    setting: &Setting,
    guide: usize,
    prompts: bool,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> io::Result<()> {
    let mut space = Space::default();
    let mut offers: Vec<Offer> = Vec::new();
    let mut bytes = Vec::new();
    if prompts {
        welcome(snapshot, guide, output)?;
    }
    loop {
        if prompts {
            write!(output, "\nyou> ")?;
            output.flush()?;
        }
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            return if prompts { writeln!(output) } else { Ok(()) };
        }
        let line = String::from_utf8_lossy(&bytes);
        let line = line.trim();
        if matches!(line, "quit" | "exit" | "/quit" | "/exit") {
            return Ok(());
        }
        let reply = match line {
            "" => continue,
            "/guide" => contents(snapshot, guide),
            _ => chosen(snapshot, setting, line, &offers).unwrap_or_else(|| {
                let decision = snapshot.judge(line, guide, &mut space);
                render::render(snapshot, &decision, setting, true).unwrap_or_else(|| render::failure(Some(snapshot), Some(setting)))
            }),
        };
        writeln!(output, "\n{}", reply.plain())?;
        offers = reply.offers().to_vec();
        for (number, Offer::Section { title, .. }) in offers.iter().enumerate() {
            writeln!(output, "  [{}] {title}", number + 1)?;
        }
    }
}

fn welcome(snapshot: &Snapshot, guide: usize, output: &mut dyn Write) -> io::Result<()> {
    let name = snapshot.knowledge.guides.get(guide).map_or("medicine", |guide| guide.head.name.as_str());
    writeln!(output, "This is medguide with the {name} guide. Ask in your own words.")?;
    writeln!(output, "Type a number to open a section that is offered, /guide for all sections, quit to leave.")?;
    writeln!(output, "Nothing you type is stored or sent anywhere.")
}

/// The section a typed number stands for.
fn chosen(snapshot: &Snapshot, setting: &Setting, line: &str, offers: &[Offer]) -> Option<Reply> {
    let number: usize = line.parse().ok()?;
    let Offer::Section { guide, section, .. } = offers.get(number.checked_sub(1)?)?;
    render::section(snapshot, *guide, *section, setting)
}

/// All sections, each as an offer.
fn contents(snapshot: &Snapshot, index: usize) -> Reply {
    let guide = snapshot.knowledge.guides.get(index);
    let offers = guide.into_iter().flat_map(|guide| guide.sections.iter().zip(0..)).map(|(section, target)| Offer::Section {
        guide: index,
        section: target,
        title: format!("{}: {}", section.head.title, section.head.about),
    });
    let closing = snapshot.knowledge.safety.lines.as_ref().map_or_else(Closing::last_resort, |lines| Closing::named(lines, "default"));
    Reply::new(&Draft { texts: vec!["What the guide covers:".to_owned()], ..Draft::default() }, &closing, offers.collect())
}

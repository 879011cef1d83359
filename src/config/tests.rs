//! Settings from files and variables, sound and faulty.

use super::{Config, Log, answering};
use crate::{
    answer::snapshot::Thresholds,
    app::{ask, desk},
    discord::client,
};
use std::{fs, path::PathBuf, time::Duration};
use tracing::level_filters::LevelFilter;

fn load(text: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("settings.toml");
    std::fs::write(&file, text).unwrap();
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Config::load(Some(&file), variables).map_err(|faults| faults.to_string().replace(&file.display().to_string(), "FILE"))
}

#[test]
fn the_shipped_settings_are_those_of_the_floors() {
    let config = load("", &[]).unwrap();
    assert_eq!(config.thresholds, Thresholds::default());
    assert_eq!(config.app, ask::Settings::default());
    assert_eq!(config.discord, client::Settings::default());
    assert_eq!(config.desk, desk::Settings::default());
    assert_eq!(config.store, "sqlite:medguide.db");
    assert_eq!(config.log, Log { level: LevelFilter::INFO, json: false });
}

#[test]
fn the_example_is_sound() {
    let config = load(include_str!("../../config/local.example.toml"), &[]).unwrap();
    assert_eq!(config.app.home_country.as_deref(), Some("GB"));
}

#[test]
fn variables_win_over_the_file_and_the_file_over_the_shipped_settings() {
    let text = "[answer]\nhome_country = \"GB\"\nminimum = 3\n[discord]\ntoken_file = \"/t\"\nrequest_timeout_s = 20\n";
    let config = load(
        text,
        &[
            ("MEDGUIDE__DISCORD__REQUEST_TIMEOUT_S", "30"),
            ("MEDGUIDE__DISCORD__LOOPBACK_ONLY", "true"),
            ("OTHER", "x"),
            ("MEDGUIDE__LOG__LEVEL", "trace"),
        ],
    );
    let config = config.unwrap();
    assert_eq!(config.app.home_country.as_deref(), Some("GB"));
    assert!((config.thresholds.minimum - 3.0).abs() < f32::EPSILON);
    assert_eq!(config.discord.token_file, Some(PathBuf::from("/t")));
    assert_eq!(config.discord.request_timeout, Duration::from_secs(30));
    assert!(config.discord.loopback_only);
    assert_eq!(config.log.level, LevelFilter::TRACE);
}

#[test]
fn every_fault_names_its_place_its_key_and_what_to_do() {
    for (label, text, variables, place, words) in [
        ("unknown key", "[answer]\nhome_contry = \"GB\"\n", &[][..], "FILE:2: `home_contry`", "`home_country`"),
        ("unknown section", "[anser]\nguide = \"x\"\n", &[], "FILE:", "`answer`"),
        ("key outside of its section", "guide = \"x\"\n", &[], "FILE:1: `guide`", "is no setting"),
        ("a value for a section", "answer = 1\n", &[], "FILE:1: `answer`", "[answer]"),
        ("wrong type", "\n[answer]\nminimum = \"low\"\n", &[], "FILE:3: `minimum`", "is text, not a number"),
        ("no id", "[moderation]\nhome_guild = \"our server\"\n", &[], "FILE:2: `home_guild`", "is no id"),
        ("too few people", "[moderation]\ngap_people = 1\n", &[], "FILE:2: `gap_people`", "2 to 1000"),
        ("fraction of a whole", "[limits]\nquestions_a_minute = 1.5\n", &[], "FILE:2: `questions_a_minute`", "a whole number"),
        ("below its range", "[limits]\nquestions_a_minute = 0\n", &[], "FILE:2: `questions_a_minute`", "use 1 to 600"),
        ("above its range", "[answer]\nclarify = 1.5\n", &[], "FILE:2: `clarify`", "use 0.05 to 1"),
        ("not a number", "[answer]\nclarify = nan\n", &[], "FILE:2: `clarify`", "out of range"),
        ("no level", "[log]\nlevel = \"loud\"\n", &[], "FILE:2: `level`", "use error"),
        ("no format", "[log]\nformat = \"xml\"\n", &[], "FILE:2: `format`", "use text or json"),
        ("no TOML", "[answer\n", &[], "FILE:1", "correct the TOML"),
        ("unknown variable", "", &[("MEDGUIDE__LOG__LEVL", "info")], "`MEDGUIDE__LOG__LEVL`", "`MEDGUIDE__LOG__LEVEL`"),
        (
            "variable of the wrong type",
            "",
            &[("MEDGUIDE__LIMITS__QUESTIONS_A_MINUTE", "many")],
            "`MEDGUIDE__LIMITS__QUESTIONS_A_MINUTE`",
            "is not a whole number",
        ),
        (
            "variable out of range",
            "",
            &[("MEDGUIDE__DISCORD__SILENCE_LIMIT_S", "1")],
            "`MEDGUIDE__DISCORD__SILENCE_LIMIT_S`",
            "use 10 to 600",
        ),
    ] {
        let faults = load(text, variables).expect_err(label);
        assert!(faults.contains(place) && faults.contains(words), "{label}: {faults}");
    }
}

#[test]
fn all_faults_are_told_at_once() {
    let text = "[answer]\nminimum = 99\nguid = \"x\"\n[log]\nlevel = \"loud\"\n";
    let faults = load(text, &[("MEDGUIDE__X", "1")]).unwrap_err();
    assert_eq!(faults.lines().count(), 4, "{faults}");
}

#[test]
fn a_named_file_must_be_readable_text() {
    let dir = tempfile::tempdir().unwrap();
    let none = dir.path().join("none.toml");
    let binary = dir.path().join("binary.toml");
    std::fs::write(&binary, [0xff, 0xfe, 0x00]).unwrap();
    let large = dir.path().join("large.toml");
    std::fs::write(&large, vec![b'#'; 10_000_000]).unwrap();
    for (label, path, words) in [
        ("missing", none.as_path(), "cannot be read"),
        ("not text", &binary, "UTF-8"),
        ("large", &large, "bytes"),
        ("a folder", dir.path(), "cannot be read"),
    ] {
        let faults = Config::load(Some(path), []).expect_err(label).to_string();
        assert!(faults.contains(words), "{label}: {faults}");
    }
}

#[test]
fn answering_needs_no_file_where_nothing_is_set_and_heeds_what_is() {
    let variable = |name: &str, value: &str| [(name.to_owned(), value.to_owned())];
    let usual = Config::load(None, []).unwrap();
    assert_eq!(answering(None, variable("PATH", "/bin")).unwrap(), (usual.thresholds, usual.app));
    let (thresholds, app) = answering(None, variable("MEDGUIDE__ANSWER__HOME_COUNTRY", "GB")).unwrap();
    assert_eq!((thresholds, app.home_country.as_deref()), (usual.thresholds, Some("GB")));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("settings.toml");
    fs::write(&file, "[answer]\nanswer = 0.9\n").unwrap();
    assert!((answering(Some(&file), []).unwrap().0.answer - 0.9).abs() < f32::EPSILON);
    assert!(answering(Some(&folder.path().join("none.toml")), []).is_err(), "a named file must be there");
    assert!(answering(None, variable("MEDGUIDE__ANSWER__NOTHING", "1")).is_err());
}

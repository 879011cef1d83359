//! The store on real databases: what is written is read, all or nothing, whatever ends the process, and it can be moved.

#[path = "support/stores.rs"]
mod stores;

use medguide::store::{
    Error, Store, Write,
    read::Retention,
    rows::{Audit, Gap, Kind, Mode, Pause, Posting, Shadow, Tally, Wrong},
};
use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};
use stores::{Place, places};

const GUILD: u64 = 1_100_000_000_000_000_001;
const OTHER: u64 = 1_100_000_000_000_000_002;
const DAY: i64 = 86_400;

fn posting(message: u64, kind: Kind) -> Posting {
    Posting {
        message,
        guild: GUILD,
        channel: 20,
        question: message - 1,
        kind,
        recall: "baclofen:a:dosing:".into(),
        digest: "a.b".into(),
        actor: if kind == Kind::Pin { 9 } else { 0 },
        posted: 100 * DAY,
        corrected: 0,
        trouble: String::new(),
    }
}

fn gap(week: i64, subject: &str, person: &str) -> Write {
    let (kind, subject, person) = ("words".to_owned(), subject.to_owned(), person.to_owned());
    Write::Gap(Gap { guild: GUILD, week, kind, subject, person })
}

fn audit(id: u64, happened: i64) -> Write {
    Write::Audit(Audit { id, guild: GUILD, actor: 9, action: "pause".into(), detail: "everything".into(), happened })
}

fn shadow(message: u64, seen: i64) -> Shadow {
    let (outcome, recall) = ("answer".to_owned(), "baclofen:a:dosing:".to_owned());
    Shadow { message, guild: GUILD, channel: 20, outcome, recall, seen, verdict: String::new() }
}

fn tally(times: i64) -> Write {
    let (surface, outcome, section) = ("ask".to_owned(), "answer".to_owned(), "dosing".to_owned());
    Write::Tally(Tally { guild: GUILD, day: 100, surface, outcome, section, times })
}

fn wrong(id: u64) -> Wrong {
    Wrong {
        id,
        guild: GUILD,
        actor: 9,
        shown: "baclofen:a:dosing:".into(),
        wanted: "driving".into(),
        wording: "may i drive?".into(),
        version: "v".into(),
        noted: 100 * DAY,
        curated: 0,
    }
}

/// Something of every kind.
async fn fill(store: &Store) {
    let writes = [
        Write::Country { guild: GUILD, code: "GB".into() },
        Write::AlertRole { guild: GUILD, role: 30 },
        Write::StaffChannel { guild: GUILD, channel: 40 },
        Write::Mode { guild: GUILD, channel: 20, mode: Mode::Shadow },
        Write::Mode { guild: OTHER, channel: 21, mode: Mode::On },
        Write::Pause(Pause { guild: GUILD, section: "baclofen/dosing".into(), actor: 9, since: 5 }),
        Write::Posted(posting(1_000, Kind::Pin)),
        Write::Posted(posting(2_000, Kind::Reply)),
        audit(1, 100 * DAY),
        tally(2),
        tally(3),
        gap(7, "sleep travel", "p1"),
        gap(7, "sleep travel", "p2"),
        Write::Wrong(wrong(50)),
        Write::Shadow(shadow(3_000, 100 * DAY)),
    ];
    store.write(&writes).await.unwrap();
}

#[tokio::test]
async fn what_is_written_is_read() {
    for place in places().await {
        let engine = place.engine;
        fill(&place.store()).await;
        // Another process reads it.
        let store = place.store();
        let settings = store.settings().await.unwrap();
        assert_eq!(settings.servers.len(), 1, "{engine}");
        let server = &settings.servers[0];
        assert_eq!((server.country.as_str(), server.alert_role, server.staff_channel), ("GB", 30, 40), "{engine}");
        let mut modes = settings.modes.clone();
        modes.sort_by_key(|(guild, ..)| *guild);
        assert_eq!(modes, [(GUILD, 20, Mode::Shadow), (OTHER, 21, Mode::On)], "{engine}");
        assert_eq!(settings.pauses, [Pause { guild: GUILD, section: "baclofen/dosing".into(), actor: 9, since: 5 }], "{engine}");
        assert_eq!(store.postings(0, 10).await.unwrap(), [posting(1_000, Kind::Pin), posting(2_000, Kind::Reply)], "{engine}");
        assert_eq!(store.postings(1_000, 10).await.unwrap().len(), 1, "{engine}: a page goes on behind the last one");
        assert_eq!(store.postings_of(1_999).await.unwrap(), [posting(2_000, Kind::Reply)], "{engine}: by its question");
        assert_eq!(store.pins(GUILD, 20).await.unwrap(), [posting(1_000, Kind::Pin)], "{engine}");
        assert_eq!(store.pins(GUILD, 0).await.unwrap().len(), 1, "{engine}");
        assert!(store.pins(GUILD, 21).await.unwrap().is_empty(), "{engine}");
        assert_eq!(store.audit(GUILD, 5).await.unwrap().len(), 1, "{engine}");
        let tallies = store.tallies(GUILD, 99).await.unwrap();
        assert_eq!((tallies.len(), tallies[0].times), (1, 5), "{engine}");
        assert!(store.tallies(GUILD, 101).await.unwrap().is_empty(), "{engine}");
        assert_eq!(store.wrong().await.unwrap(), [wrong(50)], "{engine}");
        store.curated(50, 1).await.unwrap();
        assert!(store.wrong().await.unwrap().is_empty(), "{engine}");
        assert_eq!(store.shadows(GUILD, 20, 0, 5).await.unwrap(), [shadow(3_000, 100 * DAY)], "{engine}");
    }
}

#[tokio::test]
async fn changes_of_what_is_there() {
    for place in places().await {
        let (engine, store) = (place.engine, place.store());
        fill(&store).await;
        store
            .write(&[
                Write::Mode { guild: GUILD, channel: 20, mode: Mode::Off },
                Write::Resume { guild: GUILD, section: "baclofen/dosing".into() },
                Write::Country { guild: GUILD, code: String::new() },
                Write::Corrected { message: 2_000, digest: "c.d".into(), at: 7 },
                Write::Trouble { message: 1_000, reason: "no permission".into() },
                Write::Verdict { message: 3_000, guild: GUILD, verdict: "right".into() },
                Write::Verdict { message: 3_000, guild: OTHER, verdict: "wrong".into() },
            ])
            .await
            .unwrap();
        let settings = store.settings().await.unwrap();
        assert_eq!((settings.modes.len(), settings.pauses.len(), settings.servers[0].country.as_str()), (2, 0, ""), "{engine}");
        assert!(settings.modes.contains(&(GUILD, 20, Mode::Off)), "{engine}: off is kept, so that it holds for a thread too");
        let reply = &store.postings_of(2_000).await.unwrap()[0];
        assert_eq!((reply.digest.as_str(), reply.corrected), ("c.d", 7), "{engine}");
        assert_eq!(store.troubles(GUILD, 5).await.unwrap()[0].trouble, "no permission", "{engine}");
        assert_eq!(store.shadows(GUILD, 20, 0, 5).await.unwrap()[0].verdict, "right", "{engine}: nobody judges for another server");
        store.write(&[Write::Corrected { message: 1_000, digest: "e.f".into(), at: 0 }]).await.unwrap();
        assert!(store.troubles(GUILD, 5).await.unwrap().is_empty(), "{engine}: put right at last");
        // An edited question changes what its answer shows; the answer stays pinned.
        let edited = Posting { recall: "baclofen:a:forms:".into(), ..posting(1_000, Kind::Reply) };
        store.write(&[Write::Posted(edited)]).await.unwrap();
        let pin = &store.pins(GUILD, 20).await.unwrap()[0];
        assert_eq!((pin.recall.as_str(), pin.actor), ("baclofen:a:forms:", 9), "{engine}");
        store.write(&[Write::Gone { message: 1_999 }, Write::Gone { message: 1_000 }]).await.unwrap();
        assert!(store.postings(0, 5).await.unwrap().is_empty(), "{engine}: with its question, and by itself");
    }
}

#[tokio::test]
async fn a_change_is_whole_or_none_and_settings_have_a_revision() {
    for place in places().await {
        let (engine, store) = (place.engine, place.store());
        fill(&store).await;
        let revision = store.revision().await.unwrap();
        store.write(&[tally(1)]).await.unwrap();
        assert_eq!(store.revision().await.unwrap(), revision, "{engine}: a count is no setting");
        store.write(&[Write::AlertRole { guild: GUILD, role: 0 }]).await.unwrap();
        assert_eq!(store.revision().await.unwrap(), revision + 1, "{engine}");
        sqlx::query("DROP TABLE audit").execute(store.ready().await.unwrap()).await.unwrap();
        let torn = store.write(&[Write::Country { guild: GUILD, code: "NZ".into() }, audit(2, 0)]).await;
        assert!(matches!(torn, Err(Error::Refused(_))), "{engine}: {torn:?}");
        assert_eq!(store.settings().await.unwrap().servers[0].country, "GB", "{engine}");
    }
}

#[tokio::test]
async fn gaps_show_from_a_number_of_people_on_and_lose_them_with_the_week() {
    for place in places().await {
        let (engine, store) = (place.engine, place.store());
        let people = |week, subject: &'static str, count: usize| (0..count).map(move |n| gap(week, subject, &format!("p{n}")));
        let mut writes: Vec<Write> = people(7, "sleep travel", 5).chain(people(7, "dog walk", 4)).chain(people(8, "dog walk", 4)).collect();
        // Asked again, counted once.
        writes.extend(people(7, "dog walk", 4));
        store.write(&writes).await.unwrap();
        let seen = async |k| {
            let gaps = store.gaps(GUILD, 0, k, 9).await.unwrap();
            gaps.into_iter().map(|gap| (gap.subject, gap.people)).collect::<Vec<_>>()
        };
        assert_eq!(seen(5).await, [("sleep travel".to_owned(), 5)], "{engine}: four people in each of two weeks are not five");
        assert_eq!(seen(4).await, [("dog walk".to_owned(), 8), ("sleep travel".to_owned(), 5)], "{engine}");
        store.fold(8).await.unwrap();
        store.fold(8).await.unwrap();
        assert_eq!(seen(4).await, [("dog walk".to_owned(), 8), ("sleep travel".to_owned(), 5)], "{engine}: folded");
        assert!(store.open_gaps().await.unwrap().iter().all(|gap| gap.week == 8), "{engine}: no hash outlives its week");
        store.write(&[Write::Forget { guild: GUILD, week: 8, person: "p1".into() }]).await.unwrap();
        assert_eq!(seen(4).await, [("sleep travel".to_owned(), 5), ("dog walk".to_owned(), 4)], "{engine}: three are left of week 8");
        assert!(store.gaps(OTHER, 0, 1, 9).await.unwrap().is_empty(), "{engine}");
    }
}

#[tokio::test]
async fn one_process_at_a_time() {
    for place in places().await {
        let (engine, one, other) = (place.engine, place.store(), place.store());
        for (label, store, holder, now, until, gets) in [
            ("the first", &one, 1, 100, 200, true),
            ("another", &other, 2, 150, 250, false),
            ("the first again", &one, 1, 150, 260, true),
            ("another, when it is over", &other, 2, 260, 300, true),
            ("the first, too late", &one, 1, 270, 300, false),
        ] {
            assert_eq!(store.lease("work", holder, now, until).await.unwrap(), gets, "{engine}: {label}");
        }
        assert!(one.raise("weekly:1", 5).await.unwrap(), "{engine}");
        assert!(!other.raise("weekly:1", 5).await.unwrap(), "{engine}");
        assert!(other.raise("weekly:1", 6).await.unwrap(), "{engine}");
        assert_eq!(one.mark("weekly:1").await.unwrap(), 6, "{engine}");
    }
}

#[tokio::test]
async fn nothing_is_kept_longer_than_it_may() {
    for place in places().await {
        let (engine, store) = (place.engine, place.store());
        let old = |message, kind, posted| Write::Posted(Posting { posted, ..posting(message, kind) });
        let now = 1_000 * DAY;
        let retention = Retention { reply_days: 30, audit_days: 90, count_days: 365 };
        let day = |day| {
            Write::Tally(Tally { guild: GUILD, day, surface: String::new(), outcome: String::new(), section: String::new(), times: 1 })
        };
        store
            .write(&[
                old(10, Kind::Reply, now - 31 * DAY),
                old(12, Kind::Reply, now - 29 * DAY),
                old(14, Kind::Pin, now - 900 * DAY),
                audit(1, now - 91 * DAY),
                audit(2, now - 89 * DAY),
                day(1_000 - 366),
                day(1_000 - 364),
                gap(1, "a b", "p"),
                Write::Wrong(Wrong { noted: now - 366 * DAY, ..wrong(1) }),
                Write::Wrong(Wrong { noted: now - 364 * DAY, ..wrong(2) }),
                Write::Shadow(shadow(1, now - 31 * DAY)),
                Write::Shadow(shadow(2, now - 29 * DAY)),
            ])
            .await
            .unwrap();
        store.fold(100).await.unwrap();
        assert_eq!(store.expire(now, retention).await.unwrap(), 6, "{engine}");
        let left: Vec<u64> = store.postings(0, 9).await.unwrap().iter().map(|posting| posting.message).collect();
        assert_eq!(left, [12, 14], "{engine}: pins stay");
        assert_eq!(store.audit(GUILD, 9).await.unwrap().len(), 1, "{engine}");
        assert_eq!(store.tallies(GUILD, 0).await.unwrap()[0].times, 1, "{engine}");
        assert_eq!(store.wrong().await.unwrap().len(), 1, "{engine}");
        assert_eq!(store.shadows(GUILD, 20, 0, 9).await.unwrap().len(), 1, "{engine}");
        assert_eq!(store.expire(now, retention).await.unwrap(), 0, "{engine}: the second time nothing is left");
    }
}

#[tokio::test]
async fn a_store_can_be_moved_to_any_engine_and_a_server_erased() {
    let from = places().await;
    let to = places().await;
    for from in &from {
        fill(&from.store()).await;
        let mut lines = Vec::new();
        assert_eq!(from.store().export(&mut lines).await.unwrap(), 13, "{}", from.engine);
        for to in &to {
            let label = format!("{} to {}", from.engine, to.engine);
            let store = to.store();
            // Twice: what is there is replaced.
            for _ in 0..2 {
                assert_eq!(store.import(&mut lines.as_slice()).await.unwrap(), 13, "{label}");
            }
            let mut again = Vec::new();
            store.export(&mut again).await.unwrap();
            assert_eq!(sorted(&again), sorted(&lines), "{label}");
            let faulty = [&lines[..], b"{\"table\":\"pause\",\"row\":{\"guild\":\"x\"}}\n"].concat();
            let refused = store.import(&mut faulty.as_slice()).await;
            assert!(matches!(refused, Err(Error::Import { line: 14, .. })), "{label}: {refused:?}");
        }
    }
    for to in &to {
        let store = to.store();
        let revision = store.revision().await.unwrap();
        assert!(store.erase(GUILD).await.unwrap() >= 11, "{}", to.engine);
        assert!(store.revision().await.unwrap() > revision, "{}: a running bot reads the settings anew", to.engine);
        let mut lines = Vec::new();
        store.export(&mut lines).await.unwrap();
        let text = String::from_utf8(lines).unwrap();
        assert!(!text.contains(&GUILD.to_string()) && text.contains(&OTHER.to_string()), "{}: {text}", to.engine);
    }
}

fn sorted(lines: &[u8]) -> Vec<&[u8]> {
    // The revision grows with an import.
    let lines = lines.split(|&byte| byte == b'\n').filter(|line| !line.starts_with(b"{\"row\":{\"name\":\"revision\""));
    let mut lines: Vec<&[u8]> = lines.collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_left_alone() {
    for place in places().await {
        let store = place.store();
        let pool = store.ready().await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            SELECT 99, description, success, checksum, execution_time FROM _sqlx_migrations";
        sqlx::query(newer).execute(pool).await.unwrap();
        let refused = place.store().settings().await;
        assert_eq!(refused, Err(Error::Newer), "{}", place.engine);
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let place = &places().await[0];
    fill(&place.store()).await;
    let path = place.url.trim_start_matches("sqlite:");
    assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

/// Variable with the round and the address of the store that the process to be killed writes to.
const TARGET: &str = "MEDGUIDE_TEST_WRITER";

/// Times that a writing process is killed.
const KILLS: u64 = 100;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_confirmed_is_lost_when_the_process_is_killed() {
    // The process that is killed is this test, started again with an address.
    if let Ok(target) = std::env::var(TARGET) {
        return write_until_killed(&target).await;
    }
    for place in places().await {
        let confirmed = tokio::task::block_in_place(|| killed(&place));
        let store = place.store();
        let mut kept = std::collections::HashSet::new();
        let mut after = 0;
        loop {
            let page = store.postings(after, 500).await.unwrap();
            let Some(last) = page.last() else { break };
            after = last.message;
            kept.extend(page.iter().map(|posting| posting.message));
        }
        let lost: Vec<&u64> = confirmed.iter().filter(|id| !kept.contains(id)).collect();
        assert!(lost.is_empty(), "{}: {} of {} confirmed rows are lost: {lost:?}", place.engine, lost.len(), confirmed.len());
        assert!(confirmed.len() as u64 > 3 * KILLS, "{}: only {} rows were confirmed: no load", place.engine, confirmed.len());
        println!("{}: {} rows confirmed over {KILLS} kills, none lost", place.engine, confirmed.len());
    }
}

/// Starts a writer a hundred times and kills it in the middle of its work. Gives the ids it had confirmed.
fn killed(place: &Place) -> Vec<u64> {
    let mut confirmed = Vec::new();
    for round in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "nothing_confirmed_is_lost_when_the_process_is_killed", "--nocapture"])
            .env(TARGET, format!("{round} {}", place.url))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut lines = lines.filter_map(|line| line.strip_prefix("kept ").and_then(|id| id.parse::<u64>().ok()));
        // Each round a little later, so that the kills fall on every part of the work.
        confirmed.extend(lines.by_ref().take(4 + usize::try_from(round % 7).unwrap()));
        std::thread::sleep(std::time::Duration::from_micros(round * 137 % 3_000));
        child.kill().unwrap();
        child.wait().unwrap();
        // What was confirmed before the kill arrived counts too.
        confirmed.extend(lines);
    }
    confirmed
}

/// Four tasks write and say so when it is kept.
async fn write_until_killed(target: &str) {
    let (round, url) = target.split_once(' ').unwrap();
    let round: u64 = round.parse().unwrap();
    let store = std::sync::Arc::new(Store::new(url).unwrap());
    for task in 0..4 {
        let store = store.clone();
        tokio::spawn(async move {
            for count in 0_u64.. {
                let id = 2 + 2 * (round * 1_000_000 + task * 100_000 + count);
                store.write(&[Write::Posted(posting(id, Kind::Reply)), tally(1)]).await.unwrap();
                println!("kept {id}");
            }
        });
    }
    tokio::time::sleep(std::time::Duration::from_secs(20)).await;
}

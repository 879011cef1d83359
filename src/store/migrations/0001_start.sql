-- Everything that medguide keeps. One text for SQLite and PostgreSQL: BIGINT and TEXT columns alone, no column without a value.
-- Times are Unix seconds, days are days since 1970-01-01, weeks are weeks since Monday 1969-12-29. 0 and '' stand for "none".
-- No column ever holds words, a name or a plain id of somebody who asks.

-- What moderators set for a server.
CREATE TABLE server (
    guild BIGINT NOT NULL PRIMARY KEY,
    country TEXT NOT NULL,            -- code of phones.toml whose numbers come first
    alert_role BIGINT NOT NULL,       -- role to call when a person is asked for
    staff_channel BIGINT NOT NULL     -- where staff read weekly lists and progress
);

-- How the bot behaves in a channel when nobody speaks to it. A channel without a row is off, a thread without one as its channel.
CREATE TABLE channel_mode (
    channel BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    mode TEXT NOT NULL                -- off, shadow, emergencies, on or private
);

-- What is paused: a section as guide/section, or everything as ''.
CREATE TABLE pause (
    guild BIGINT NOT NULL,
    section TEXT NOT NULL,
    actor BIGINT NOT NULL,            -- the moderator
    since BIGINT NOT NULL,
    PRIMARY KEY (guild, section)
);

-- Public messages of the bot that show sections, so that they can be put right.
CREATE TABLE posting (
    message BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    question BIGINT NOT NULL,         -- the message it answers
    kind TEXT NOT NULL,               -- pin or reply
    recall TEXT NOT NULL,             -- what it shows, as ids of the guide
    digest TEXT NOT NULL,             -- of the text it shows
    actor BIGINT NOT NULL,            -- the moderator who pinned it
    posted BIGINT NOT NULL,
    corrected BIGINT NOT NULL,
    trouble TEXT NOT NULL             -- why it could not be put right
);
CREATE INDEX posting_question ON posting (question);
CREATE INDEX posting_channel ON posting (guild, channel);

-- What moderators did.
CREATE TABLE audit (
    id BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    action TEXT NOT NULL,
    detail TEXT NOT NULL,
    happened BIGINT NOT NULL
);
CREATE INDEX audit_guild ON audit (guild, happened);

-- How often what was answered, by day.
CREATE TABLE tally (
    guild BIGINT NOT NULL,
    day BIGINT NOT NULL,
    surface TEXT NOT NULL,
    outcome TEXT NOT NULL,
    section TEXT NOT NULL,
    times BIGINT NOT NULL,
    PRIMARY KEY (guild, day, surface, outcome, section)
);

-- What the guide could not answer this week: a topic by id, or two stems of the shipped word lists. `person` is a keyed hash
-- whose key changes with the server and the week; the row is folded into gap_week when the week is over.
CREATE TABLE gap (
    guild BIGINT NOT NULL,
    week BIGINT NOT NULL,
    kind TEXT NOT NULL,               -- topic or words
    subject TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (guild, week, kind, subject, person)
);

-- The same for weeks that are over: how many people, none of them told apart.
CREATE TABLE gap_week (
    guild BIGINT NOT NULL,
    week BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    people BIGINT NOT NULL,
    PRIMARY KEY (guild, week, kind, subject)
);

-- Answers that a moderator called wrong, for the curators. `wording` is the moderator's own.
CREATE TABLE wrong_section (
    id BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    actor BIGINT NOT NULL,
    shown TEXT NOT NULL,
    wanted TEXT NOT NULL,
    wording TEXT NOT NULL,
    version TEXT NOT NULL,
    noted BIGINT NOT NULL,
    curated BIGINT NOT NULL
);

-- What would have been posted in a channel in shadow mode.
CREATE TABLE shadow (
    message BIGINT NOT NULL PRIMARY KEY,
    guild BIGINT NOT NULL,
    channel BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    recall TEXT NOT NULL,
    seen BIGINT NOT NULL,
    verdict TEXT NOT NULL             -- right or wrong, where staff have judged it
);
CREATE INDEX shadow_channel ON shadow (guild, channel, seen);

-- Whether an answer helped. `person` is a keyed hash whose key changes with every message.
CREATE TABLE vote (
    message BIGINT NOT NULL,
    person TEXT NOT NULL,
    guild BIGINT NOT NULL,
    section TEXT NOT NULL,
    helpful BIGINT NOT NULL,          -- 1 or 0
    cast_at BIGINT NOT NULL,
    PRIMARY KEY (message, person)
);

-- Who wants to be left alone in a server. `person` is a keyed hash whose key changes with the server.
CREATE TABLE quiet (
    guild BIGINT NOT NULL,
    person TEXT NOT NULL,
    everything BIGINT NOT NULL,       -- 1: in emergencies too
    since BIGINT NOT NULL,
    PRIMARY KEY (guild, person)
);

-- Numbers that several processes share: the revision of the settings, the last weekly post of a server.
CREATE TABLE mark (
    name TEXT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);

-- Who does a piece of work that only one process may do at a time, and until when that holds.
CREATE TABLE lease (
    name TEXT NOT NULL PRIMARY KEY,
    holder BIGINT NOT NULL,
    until BIGINT NOT NULL
);

//! How a test names a channel: by name or by id.

use crate::{
    snowflake::ChannelId,
    state::{Inner, State},
    world::channel_kind,
};

/// A channel as it was named.
#[derive(Clone, Copy, Debug)]
pub enum Spot<'a> {
    /// By its id.
    Id(ChannelId),
    /// By the name it has in its guild.
    Name(&'a str),
}

/// Something that names a channel. Names are those of guild channels and threads; ids work for direct messages too.
pub trait Place {
    /// How the channel is named.
    fn spot(&self) -> Spot<'_>;
}

impl Place for ChannelId {
    fn spot(&self) -> Spot<'_> {
        Spot::Id(*self)
    }
}

impl Place for str {
    fn spot(&self) -> Spot<'_> {
        Spot::Name(self)
    }
}

impl Place for String {
    fn spot(&self) -> Spot<'_> {
        Spot::Name(self)
    }
}

impl<P: Place + ?Sized> Place for &P {
    fn spot(&self) -> Spot<'_> {
        (**self).spot()
    }
}

/// The channel a place names; the error lists the names there are.
pub(crate) fn find(inner: &Inner, place: &impl Place) -> Result<ChannelId, String> {
    let world = &inner.world;
    let (found, wanted) = match place.spot() {
        Spot::Id(id) => (world.channel(id), id.to_string()),
        Spot::Name(name) => (world.channel_named(name), name.to_owned()),
    };
    found.map(|c| c.id).ok_or_else(|| {
        let names = world.channels.iter().filter(|c| c.kind != channel_kind::DM).map(|c| c.name.as_str());
        format!("there is no channel `{wanted}`; there are: {}", names.collect::<Vec<_>>().join(", "))
    })
}

/// The channel a place names.
///
/// # Panics
///
/// If there is none such.
pub(crate) fn must_find(state: &State, place: &impl Place) -> ChannelId {
    state.read(|inner| find(inner, place)).unwrap_or_else(|reason| panic!("{reason}"))
}

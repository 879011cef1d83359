// A small bot in discord.js on the loopback Discord, to see that it is one for any library. Not part of the tests.
//
//   cargo run -p loopback                      # prints the address and the token
//   npm install discord.js                     # in a folder of its own, together with a copy of this file
//   node discord-js.mjs http://127.0.0.1:4100 TOKEN
//
// Then open the address in a browser: `/echo`, the menu "Count words" of a message, and naming the bot are answered.

import { ApplicationCommandType, Client, Events, GatewayIntentBits, MessageFlags, REST, Routes } from "discord.js";

const [, , url = "http://127.0.0.1:4100", token] = process.argv;
if (!token) {
  console.error("usage: node discord-js.mjs ADDRESS TOKEN");
  process.exit(2);
}

const api = { version: "10", api: `${url}/api` };
const client = new Client({ intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages], rest: api });

const commands = [
  { name: "echo", description: "Says it again", options: [{ type: 3, name: "text", description: "What to say", required: true }] },
  { name: "Count words", type: ApplicationCommandType.Message },
];

client.once(Events.ClientReady, async (ready) => {
  await new REST(api).setToken(token).put(Routes.applicationCommands(ready.user.id), { body: commands });
  console.log(`connected as ${ready.user.username}; ${commands.length} commands registered`);
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isChatInputCommand()) {
    await interaction.reply({ content: interaction.options.getString("text"), allowedMentions: { parse: [] } });
  } else if (interaction.isMessageContextMenuCommand()) {
    const words = interaction.targetMessage.content.split(/\s+/).filter(Boolean).length;
    await interaction.reply({ content: `${words} words`, flags: MessageFlags.Ephemeral });
  }
});

client.on(Events.MessageCreate, async (message) => {
  if (!message.author.bot && message.mentions.users.has(client.user.id)) {
    await message.reply({ content: "You named me.", allowedMentions: { repliedUser: false } });
  }
});

await client.login(token);

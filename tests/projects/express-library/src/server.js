const { createApp } = require("./app");
const config = require("./config");

createApp().listen(config.port, () => {
  console.log(`library listens on ${config.port}`);
});

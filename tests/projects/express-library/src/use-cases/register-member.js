const members = require("../repositories/members.repository");

const registerMember = async (name, email) => {
  const member = { name, email: email.toLowerCase(), blocked: false };
  return members.save(member);
};

module.exports = { registerMember };

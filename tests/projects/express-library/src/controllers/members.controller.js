const { registerMember } = require("../use-cases/register-member");
const members = require("../repositories/members.repository");

class MembersController {
  constructor() {
    this.register = this.register.bind(this);
    this.profile = this.profile.bind(this);
  }

  async register(req, res, next) {
    try {
      const member = await registerMember(req.body.name, req.body.email);
      res.status(201).json(member);
    } catch (error) {
      next(error);
    }
  }

  async profile(req, res, next) {
    try {
      res.json(await members.findById(req.member.id));
    } catch (error) {
      next(error);
    }
  }
}

module.exports = MembersController;

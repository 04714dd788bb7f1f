# Messages that the platform itself sends
message-code = Code { $code }, good for 10 minutes. If it is not you who signs in, tell it to nobody.
message-elsewhere = Your account signed in on a new device, { $at }. If it was not you, call your branch secretary at once.

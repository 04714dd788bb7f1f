// Passkeys. A form with data-passkey asks its address for a ceremony, has the device make a passkey, or use one
// with data-use, and is sent with the answer. Without the browser's help the form stays hidden.
(function () {
  if (!window.PublicKeyCredential || !navigator.credentials || !window.fetch) return;

  function bytes(text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'));
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0); });
  }
  function text(buffer) {
    var plain = Array.prototype.map.call(new Uint8Array(buffer), function (b) { return String.fromCharCode(b); }).join('');
    return btoa(plain).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
  }
  function named(list) {
    return (list || []).map(function (it) { return Object.assign({}, it, { id: bytes(it.id) }); });
  }

  function ask(options, use) {
    options.challenge = bytes(options.challenge);
    if (use) {
      options.allowCredentials = named(options.allowCredentials);
      return navigator.credentials.get({ publicKey: options });
    }
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options });
  }

  function answer(made) {
    var response = { clientDataJSON: text(made.response.clientDataJSON) };
    ['attestationObject', 'authenticatorData', 'signature', 'userHandle'].forEach(function (part) {
      if (made.response[part]) response[part] = text(made.response[part]);
    });
    return JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response: response, extensions: {} });
  }

  zhibu.each('form[data-passkey]', function (form) {
    form.hidden = false;
    var said = form.querySelector('.bad-text');
    form.addEventListener('submit', function (event) {
      event.preventDefault();
      said.hidden = true;
      var body = new URLSearchParams(new FormData(form));
      fetch(form.dataset.passkey, { method: 'POST', body: body, credentials: 'same-origin' }).then(function (reply) {
        // Led on to a page that asks who one is.
        if (reply.redirected) { location.href = reply.url; return null; }
        if (!reply.ok) throw new Error(reply.status);
        return reply.json();
      }).then(function (ceremony) {
        if (!ceremony) return null;
        form.elements.ceremony.value = ceremony.flow;
        return ask(ceremony.publicKey, 'use' in form.dataset).then(function (made) {
          form.elements.answer.value = answer(made);
          form.submit();
        });
      }).catch(function () { said.hidden = false; });
    });
  });
})();

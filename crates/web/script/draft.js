// A form with data-draft="KEY" keeps what is typed on this device until it is sent, and warns before leaving.
// Passwords, files and fields marked data-private are never kept.
(function () {
  var box = zhibu.store('localStorage');

  function fields(form) {
    return Array.from(form.elements).filter(function (field) {
      return field.name && !field.hasAttribute('data-private')
        && ['password', 'file', 'hidden', 'submit', 'button'].indexOf(field.type) < 0;
    });
  }
  function read(form) {
    return fields(form).map(function (field) {
      var ticks = field.type === 'checkbox' || field.type === 'radio';
      return [field.name, ticks ? field.value : '', ticks ? field.checked : field.value];
    });
  }
  function write(form, draft) {
    fields(form).forEach(function (field) {
      var ticks = field.type === 'checkbox' || field.type === 'radio';
      draft.forEach(function (one) {
        if (one[0] !== field.name || (ticks && one[1] !== field.value)) return;
        if (ticks) field.checked = one[2]; else field.value = one[2];
      });
    });
  }
  function offer(form, key) {
    var note = document.createElement('p');
    var button = document.createElement('button');
    note.className = 'hint';
    note.setAttribute('role', 'status');
    note.textContent = zhibu.fill('restored') + ' ';
    button.type = 'button';
    button.className = 'btn bare';
    button.textContent = zhibu.fill('discard');
    button.addEventListener('click', function () { box.removeItem(key); form.reset(); delete form.dataset.unsaved; note.remove(); });
    note.appendChild(button);
    form.insertBefore(note, form.firstChild);
  }

  zhibu.each('form[data-draft]', function (form) {
    var key = 'zhibu-draft ' + form.dataset.draft;
    var fresh = JSON.stringify(read(form));
    var kept = box && box.getItem(key);
    var wait;
    // A form that comes back with errors holds what was typed; the draft would only be older.
    if (kept && kept !== fresh && !document.querySelector('[aria-invalid="true"]')) {
      try { write(form, JSON.parse(kept)); offer(form, key); } catch (e) { box.removeItem(key); }
    }
    function keep() {
      form.dataset.unsaved = 'yes';
      if (!box) return;
      try { box.setItem(key, JSON.stringify(read(form))); } catch (e) { return; }
      var place = form.querySelector('[data-draft-state]');
      if (place) place.textContent = zhibu.fill('kept');
    }
    form.addEventListener('input', function () { clearTimeout(wait); wait = setTimeout(keep, 400); });
    form.addEventListener('submit', function () { clearTimeout(wait); delete form.dataset.unsaved; });
  });
  // The server says by data-draft-done that a form has arrived; only then is its draft thrown away.
  zhibu.each('[data-draft-done]', function (it) { if (box) box.removeItem('zhibu-draft ' + it.dataset.draftDone); });
  window.addEventListener('beforeunload', function (event) {
    if (!document.querySelector('form[data-unsaved]')) return;
    event.preventDefault();
    event.returnValue = '';
  });
})();

// A message centre by the npm package smpp, for the test of the transport: it takes texts, tells that they were delivered, and
// answers each with the words that its sender expects. One line of standard output for each thing that happened.
const smpp = require('smpp');
const say = (what) => process.stdout.write(JSON.stringify(what) + '\n');
let n = 0;
let again = null; // what is delivered once more on the next connection
const server = smpp.createServer((session) => {
  session.on('error', () => {});
  session.on('bind_transceiver', (pdu) => {
    if (pdu.system_id !== 'preau' || pdu.password !== 'secret') {
      session.send(pdu.response({ command_status: smpp.ESME_RBINDFAIL }));
      return session.close();
    }
    session.send(pdu.response());
    say({ bound: pdu.system_id });
    if (again) {
      session.deliver_sm(again, (resp) => say({ answered: resp.command_status }));
      again = null;
    }
  });
  session.on('enquire_link', (pdu) => session.send(pdu.response()));
  session.on('unbind', (pdu) => { session.send(pdu.response()); session.close(); });
  session.on('submit_sm', (pdu) => {
    const id = 'centre-' + (++n);
    session.send(pdu.response({ message_id: id }));
    const m = pdu.short_message || {};
    const part = m.udh ? m.udh[m.udh.length - 1] && m.udh[m.udh.length - 1][m.udh[m.udh.length - 1].length - 1] : 1;
    say({ id, to: pdu.destination_addr, from: pdu.source_addr, text: m.message, part, receipt: pdu.registered_delivery });
    if (m.message === 'cut') { // a receipt in fields alone, an answer in the payload, and the connection is lost before its answer is read
      session.deliver_sm({
        source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4,
        receipted_message_id: id, message_state: smpp.MESSAGE_STATE.DELIVERED,
      });
      again = { source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, message_payload: 'OUI' };
      session.deliver_sm(again, () => session.destroy());
      return;
    }
    session.deliver_sm({
      source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, esm_class: 4,
      short_message: `id:${id} sub:001 dlvrd:001 submit date:2611291200 done date:2611291200 stat:DELIVRD err:000 text:x`,
    });
    if (part === 1) {
      session.deliver_sm({ source_addr_ton: 1, source_addr_npi: 1, source_addr: pdu.destination_addr, destination_addr: pdu.source_addr, short_message: 'Oui, d\u2019accord \u00e7a va' }, (resp) => say({ answered: resp.command_status }));
    }
  });
});
server.listen(0, '127.0.0.1', function () { say({ port: this.address().port }); });

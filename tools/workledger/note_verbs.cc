#include "tools/workledger/note_verbs.h"

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"
#include "engine/base/time.h"
#include "tools/workledger/client.h"
#include "tools/workledger/enum_text.h"
#include "tools/workledger/json.h"
#include "tools/workledger/table.h"
#include "tools/workledger/time_text.h"

namespace workledger {

absl::Status RunTicketNotes(const NoteFlags& flags, const Session& session) {
  v1::ListNotesRequest request;
  request.set_ticket(flags.ticket);
  WL_RETURN_IF_ERROR(SetReader(flags.reader, request));
  Client client(session.server);
  WL_ASSIGN_OR_RETURN(*request.mutable_ledger(), ChooseLedger(session, client));
  Table table({{"VERSION", 0, true}, {"TIME"}, {"BY"}, {"FOR"}, {"NOTE"}});
  do {
    WL_ASSIGN_OR_RETURN(
        const v1::ListNotesResponse page,
        client.Call(&v1::TicketService::Stub::ListNotes, request));
    for (const v1::Note& note : page.notes()) {
      if (session.output == OutputFormat::kJson) {
        session.out << ToJson(note) << '\n';
        continue;
      }
      table.AddRow(
          {absl::StrCat(note.version()),
           TimeText(FromTimestamp(note.occur_time()), session.zone),
           note.author().principal(), ShortName(note.visibility()),
           note.text().has_sealed() ? "(sealed)" : note.text().clear()});
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  if (session.output == OutputFormat::kTable) table.Print(session.out);
  return absl::OkStatus();
}

}  // namespace workledger

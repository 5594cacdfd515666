#ifndef WORKLEDGER_LIMITS_H_
#define WORKLEDGER_LIMITS_H_

// Every limit of the engine, with its unit and its reason. docs/limits.md lists
// them for users; tests/limits keeps the two together.

#include <cstddef>
#include <cstdint>

#include "absl/time/time.h"

namespace workledger {

// Ids and short texts, in bytes.
inline constexpr size_t kRequestIdBytesMax = 64;   // a UUID or a SHA-256 in hex
inline constexpr size_t kTicketIdBytesMax = 63;    // a DNS label
inline constexpr size_t kLedgerIdBytesMax = 63;    // a DNS label
inline constexpr size_t kStreamKeyBytesMax = 128;  // bounds index keys
inline constexpr size_t kNameBytesMax = 128;     // principals, parties, labels
inline constexpr size_t kPathBytesMax = 256;     // categories, locations
inline constexpr size_t kCodeBytesMax = 64;      // codes, sources
inline constexpr size_t kReasonBytesMax = 1024;  // a reason is a paragraph
inline constexpr size_t kPersonalTextBytesMax = 4096;  // a report is a page
inline constexpr size_t kUnitBytesMax = 32;            // "m", "h", "piece"
inline constexpr size_t kAttachmentDigestBytes = 32;   // SHA-256, exactly
inline constexpr size_t kTokenBytesMax = 1024;         // page and resume tokens
inline constexpr size_t kTraceParentBytesMax = 64;     // W3C: 55 for version 00

// Items in one list.
inline constexpr size_t kRolesMax = 8;
inline constexpr size_t kAttachmentsMax = 16;
inline constexpr size_t kWorkLinesMax = 64;
inline constexpr size_t kFactsMax = 32;  // facts of one ticket
inline constexpr size_t kFilterItemsMax = 32;
inline constexpr size_t kEventTypesMax = 64;
inline constexpr size_t kQuantitiesMax = 64;       // as work lines
inline constexpr size_t kChildrenMax = 256;        // of one ticket
inline constexpr size_t kGuardsMax = 64;           // named in one dispatch
inline constexpr size_t kSignalsMax = 256;         // in one message
inline constexpr size_t kRecentSignalsMax = 64;    // of one alarm key
inline constexpr size_t kActiveDevicesMax = 1000;  // of one alarm key
inline constexpr size_t kMoreDevicesMax = 4000;    // beside those, by digest
inline constexpr size_t kScoredItemsMax = 64;
inline constexpr size_t kRoundFindingsMax = 1000;  // of one inspection

// Lists of the catalogue.
inline constexpr size_t kCatalogueChangesMax = 10000;  // of one command
inline constexpr size_t kLocationsMax = 1000;          // in one list
inline constexpr size_t kCategoriesMax = 256;          // of one contract
inline constexpr size_t kMembersMax = 1000;            // of one party
inline constexpr size_t kSkillsMax = 32;
inline constexpr size_t kClausesMax = 256;
inline constexpr size_t kStepsMax = 64;
inline constexpr size_t kPermitsMax = 8;
inline constexpr size_t kIntervalsMax = 16;       // of one day
inline constexpr size_t kDayOverridesMax = 4000;  // some sixty years
inline constexpr size_t kTransitionsMax = 1000;   // of one zone
inline constexpr size_t kShiftsMax = 1000;
inline constexpr size_t kInhibitorsMax = 32;
inline constexpr size_t kPolicyRulesMax = 256;  // of one policy
inline constexpr size_t kPauseRulesMax = 64;    // of one policy
inline constexpr size_t kRuleScopeMax = 32;     // in one list of a rule
inline constexpr size_t kRecipientsMax = 16;    // of one level

// Promises and what breaking them costs.
inline constexpr int kTargetDaysMax = 180;        // a year is no promise
inline constexpr int64_t kRepeatSecondsMin = 60;  // of a level of escalation
// What one clause takes off, and a month's fee: keeps sums within 64 bits.
inline constexpr int64_t kContractFenMax = 1000000000000;
inline constexpr uint32_t kRepeatPercentMax = 1000;  // ten times the amount
inline constexpr int kSettledMonthsMax = 120;        // ten years
inline constexpr size_t kPenaltiesMax = 4096;        // of a contract's month
inline constexpr size_t kPenaltyEvidenceMax = 16;    // of one penalty
// Alarms of clocks.
inline constexpr uint32_t kEscalationRepeatsMax = 100;  // of one level

// Times.
inline constexpr absl::Duration kOccurTimeAheadMax = absl::Minutes(5);
// How much later than it happened a report or a hold is typed in; beyond it a
// supervisor must.
inline constexpr absl::Duration kBackdateMax = absl::Minutes(1440);  // a day

// How long a first signal waits where its rule names inhibitors and no time.
inline constexpr absl::Duration kGroupWaitDefault = absl::Seconds(30);

// The domain.
inline constexpr uint32_t kReturnCountMax = 2;  // then only ForceDispatch
// Beyond them a hold needs an approval.
inline constexpr uint32_t kHoldCountMax = 5;
inline constexpr absl::Duration kHoldTotalMax =
    absl::Minutes(43200);  // 30 days
// Ancestors of a ticket that gets a child: bounds what one order reads.
inline constexpr size_t kAncestorsMax = 16;
inline constexpr int kAcceptWorkingDays = 2;  // then work counts as accepted
inline constexpr int kReopenWorkingDays = 7;  // then it is a new ticket
// Extensions after which a ticket is a long-running one 挂账, and how often one
// must say how it gets on.
inline constexpr uint32_t kExtensionCountMax = 2;
inline constexpr int kProgressWorkingDays = 5;
inline constexpr size_t kContactTimesMax = 16;  // attempts that a hold names

// Messages and batches.
inline constexpr size_t kExecuteBytesMax = 1 << 20;
inline constexpr size_t kBatchExecuteBytesMax = 4 << 20;
inline constexpr size_t kBatchCommandsMax = 256;
inline constexpr size_t kRecordBytesMax = 1 << 20;      // a record fits a frame
inline constexpr size_t kAppendTransactionsMax = 1024;  // bounds one write
inline constexpr size_t kAppendBytesMax = 16 << 20;     // bounds one write

// The committer's queue, for each ledger.
inline constexpr size_t kQueueCommandsMax = 8192;
inline constexpr size_t kQueueBytesMax = 64 << 20;

// Memory of the folds that are kept, some 1 KiB each: of all ledgers together,
// in equal parts, and what each may take however many there are.
inline constexpr size_t kFoldBytesMax = 64 << 20;
inline constexpr size_t kFoldBytesMin = 256 << 10;

// Calls that wait to move the clock of one ledger.
inline constexpr size_t kAdvancesMax = 64;

// Pages.
inline constexpr int kPageSizeDefault = 50;
inline constexpr int kReadPageSizeDefault = 100;
inline constexpr int kPageSizeMax = 1000;
inline constexpr size_t kPageBytesMax = 1 << 20;
inline constexpr size_t kPageRowsMax = 5000;     // looked at, some 20 ms
inline constexpr size_t kPageReplaysMax = 1000;  // tickets folded as of then

// Tickets that a count looks at, and rows that a tally report sums up, some
// half second each; rows of a report of tallies or of work, about 1 MiB.
inline constexpr size_t kCountTicketsMax = 100000;
inline constexpr size_t kTallyRowsReadMax = 500000;
inline constexpr size_t kTallyRowsMax = 10000;
inline constexpr size_t kWorkRowsMax = 10000;

// Figures: what they are split by; how many are asked for; rows of an answer,
// some 10 MiB with all figures; facts looked at, some 10 s and 1 GiB; period.
inline constexpr size_t kMetricDimensionsMax = 3;
inline constexpr size_t kMetricFiguresMax = 64;
inline constexpr size_t kMetricRowsMax = 10000;
inline constexpr size_t kMetricFactsMax = 10000000;
inline constexpr absl::Duration kMetricPeriodMax =
    absl::Minutes(5270400);  // 3,660 days

// Tickets that a migration's preview looks at, some 10 s, and that it names.
inline constexpr size_t kMigrationTicketsMax = 100000;
inline constexpr int kMigrationNamesMax = 1000;

// Parts of a ticket's clocks that are told in one answer, some 1 MiB: fourteen
// years of one clock on a calendar with a lunch break.
inline constexpr size_t kExplainedPartsMax = 20000;

// Rows in each list of a summary whose keys clients make up, as in a page.
inline constexpr size_t kSummaryRowsMax = 1000;

// Subscriptions.
inline constexpr uint64_t kProgressRecordsMax = 10000;  // unmatched, per frame
inline constexpr uint64_t kFellBehindRecords = 10000;
inline constexpr absl::Duration kProgressInterval = absl::Seconds(10);
inline constexpr absl::Duration kStallMax = absl::Seconds(60);

// Files of proofs: a PEM key has some 120 bytes; a checkpoint some 300, and
// room for the signatures of others beside ours.
inline constexpr size_t kKeyFileBytesMax = 16384;
inline constexpr size_t kCheckpointBytesMax = 131072;

// Calls without a deadline get this one; longer ones are cut to the maximum.
inline constexpr absl::Duration kDeadlineDefault = absl::Seconds(10);
inline constexpr absl::Duration kDeadlineMax = absl::Seconds(30);

// Free on the disk of the second copy of the views that `verify` makes, so that
// it takes no room from the log.
inline constexpr uint64_t kScratchReserveBytes = 1 << 30;

// The server.
inline constexpr int kConnectionStreamsMax = 128;   // calls of one connection
inline constexpr size_t kMetadataBytesMax = 32768;  // a request's headers
inline constexpr size_t kErrorMessageBytesMax = 1024;  // fits 8 KiB of trailers

}  // namespace workledger

#endif  // WORKLEDGER_LIMITS_H_

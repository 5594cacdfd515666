#ifndef WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_TERMS_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_TERMS_H_

// Who works for the bureau of the simulated year, and on which terms.

#include <span>
#include <string>
#include <string_view>

#include "workledger/v1/catalogue.pb.h"

namespace workledger {

// Parties, contracts of a year with what they take off for breaches, and the
// rubric that cleaning is scored by. Categories must be there.
void PutTerms(v1::ChangeCatalogue& change);

// Parties that have a contract.
std::span<const std::string_view> Contractors();

// Code of a party's contract.
std::string ContractOf(std::string_view party);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_SIMULATE_TERMS_H_

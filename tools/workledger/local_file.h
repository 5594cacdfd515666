#ifndef WORKLEDGER_TOOLS_WORKLEDGER_LOCAL_FILE_H_
#define WORKLEDGER_TOOLS_WORKLEDGER_LOCAL_FILE_H_

// What can be done with a file that was named on the command line, found out
// before any work is put into it. Both return a FileError, exit code 4.
//
//   WL_RETURN_IF_ERROR(CheckReadable(flags.file));

#include <string>

#include "absl/status/status.h"

namespace workledger {

// Fails if `file` is missing, closed to this user, or a folder.
absl::Status CheckReadable(const std::string& file);

// Fails if `file` is there and is anything but a regular file: a rename over a
// device or a link would put a file in its place.
absl::Status CheckReplaceable(const std::string& file);

}  // namespace workledger

#endif  // WORKLEDGER_TOOLS_WORKLEDGER_LOCAL_FILE_H_

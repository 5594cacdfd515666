#include "tools/workledger/enum_text.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"

namespace workledger {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

constexpr size_t kUnspecifiedBytes = sizeof("UNSPECIFIED") - 1;

// The zero value is PREFIX_UNSPECIFIED in every enum of the schema.
size_t PrefixBytes(const EnumDescriptor& type) {
  return type.value(0)->name().size() - kUnspecifiedBytes;
}

}  // namespace

std::string Kebab(std::string_view name) {
  return absl::StrReplaceAll(absl::AsciiStrToLower(ToAbsl(name)), {{"_", "-"}});
}

std::string ShortName(const EnumValueDescriptor& value) {
  return Kebab(value.name().substr(PrefixBytes(*value.type())));
}

std::string ShortName(const EnumDescriptor& type, int number) {
  const EnumValueDescriptor* value = type.FindValueByNumber(number);
  return value == nullptr ? absl::StrCat(number) : ShortName(*value);
}

std::vector<std::string> ShortNames(const EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 1; i < type.value_count(); ++i) {
    names.push_back(ShortName(*type.value(i)));
  }
  return names;
}

absl::StatusOr<int> ParseEnum(FlagValue value, const EnumDescriptor& type) {
  const std::string name = Kebab(value.text);
  for (int i = 1; i < type.value_count(); ++i) {
    const EnumValueDescriptor& candidate = *type.value(i);
    if (name == ShortName(candidate) || name == Kebab(candidate.name())) {
      return candidate.number();
    }
  }
  return FlagError(
      value, absl::StrCat("one of ", absl::StrJoin(ShortNames(type), ", ")));
}

std::string_view ChineseTerm(v1::TicketState state) {
  switch (state) {
    case v1::TICKET_STATE_REPORTED:
      return "待受理";
    case v1::TICKET_STATE_ACCEPTED:
      return "待派单";
    case v1::TICKET_STATE_DISPATCHED:
      return "待接单";
    case v1::TICKET_STATE_ACKNOWLEDGED:
      return "已接单";
    case v1::TICKET_STATE_ON_SITE:
      return "已到场";
    case v1::TICKET_STATE_IN_PROGRESS:
      return "处理中";
    case v1::TICKET_STATE_COMPLETED:
      return "待验收";
    case v1::TICKET_STATE_VERIFIED:
      return "待回访";
    case v1::TICKET_STATE_CLOSED:
      return "办结";
    case v1::TICKET_STATE_REJECTED:
      return "不予受理";
    case v1::TICKET_STATE_WITHDRAWN:
      return "撤单";
    case v1::TICKET_STATE_DUPLICATE:
      return "并单";
    case v1::TICKET_STATE_PLANNED:
      return "已排期";
    case v1::TICKET_STATE_ASSIGNED:
      return "已派单";
    case v1::TICKET_STATE_DONE:
      return "待检查";
    case v1::TICKET_STATE_PASSED:
      return "合格";
    case v1::TICKET_STATE_FAILED:
      return "不合格";
    case v1::TICKET_STATE_RECTIFYING:
      return "限期整改";
    case v1::TICKET_STATE_RECHECK:
      return "待复查";
    case v1::TICKET_STATE_MISSED:
      return "漏做";
    case v1::TICKET_STATE_SKIPPED:
      return "免做";
    case v1::TICKET_STATE_ALARMED:
      return "待核实";
    case v1::TICKET_STATE_VERIFYING:
      return "核实中";
    case v1::TICKET_STATE_CONFIRMED:
      return "已确认";
    case v1::TICKET_STATE_RESPONDING:
      return "处置中";
    case v1::TICKET_STATE_ON_SCENE:
      return "已到场";
    case v1::TICKET_STATE_CONTAINED:
      return "已控制";
    case v1::TICKET_STATE_HANDED_OVER:
      return "已移交";
    case v1::TICKET_STATE_RESOLVED:
      return "处置完毕";
    case v1::TICKET_STATE_REVIEW:
      return "复盘";
    case v1::TICKET_STATE_FALSE_ALARM:
      return "误报";
    case v1::TICKET_STATE_UNSPECIFIED:
    case v1::TicketState_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::TicketState_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";
}

std::string_view ChineseTerm(v1::Priority priority) {
  switch (priority) {
    case v1::PRIORITY_P1:
      return "特急";
    case v1::PRIORITY_P2:
      return "紧急";
    case v1::PRIORITY_P3:
      return "一般";
    case v1::PRIORITY_P4:
      return "零修";
    case v1::PRIORITY_P5:
      return "咨询";
    case v1::PRIORITY_UNSPECIFIED:
    case v1::Priority_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::Priority_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";
}

std::string_view ChineseTerm(v1::HoldReason reason) {
  switch (reason) {
    case v1::HOLD_REASON_AWAIT_REQUESTER:
      return "待报修人";
    case v1::HOLD_REASON_AWAIT_ACCESS:
      return "无法进入";
    case v1::HOLD_REASON_AWAIT_PARTS:
      return "待料";
    case v1::HOLD_REASON_AWAIT_APPROVAL:
      return "待审批";
    case v1::HOLD_REASON_THIRD_PARTY:
      return "第三方";
    case v1::HOLD_REASON_FORCE_MAJEURE:
      return "不可抗力";
    case v1::HOLD_REASON_MAJOR_EVENT:
      return "重大活动";
    case v1::HOLD_REASON_OTHER:
      return "其他";
    case v1::HOLD_REASON_AREA_OCCUPIED:
      return "区域占用";
    case v1::HOLD_REASON_HAZARD:
      return "危险";
    case v1::HOLD_REASON_UNSPECIFIED:
    case v1::HoldReason_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::HoldReason_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";
}

std::string_view ChineseTerm(v1::ClosureCode code) {
  switch (code) {
    case v1::CLOSURE_CODE_FIXED:
      return "已修复";
    case v1::CLOSURE_CODE_NO_FAULT:
      return "无故障";
    case v1::CLOSURE_CODE_NOT_OURS:
      return "非职责";
    case v1::CLOSURE_CODE_DUPLICATE:
      return "重复";
    case v1::CLOSURE_CODE_DEFERRED_TO_PROJECT:
      return "转专项";
    case v1::CLOSURE_CODE_WITHDRAWN:
      return "撤单";
    case v1::CLOSURE_CODE_UNRESOLVED:
      return "未解决办结";
    case v1::CLOSURE_CODE_NOT_INSPECTED:
      return "未检查";
    case v1::CLOSURE_CODE_SKIPPED:
      return "免做";
    case v1::CLOSURE_CODE_MISSED:
      return "漏做";
    case v1::CLOSURE_CODE_FALSE_ALARM:
      return "误报";
    case v1::CLOSURE_CODE_UNSPECIFIED:
    case v1::ClosureCode_INT_MIN_SENTINEL_DO_NOT_USE_:
    case v1::ClosureCode_INT_MAX_SENTINEL_DO_NOT_USE_:
      return "";
  }
  return "";
}

}  // namespace workledger

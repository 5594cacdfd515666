#include "tools/workledger/simulate/figures.h"

namespace workledger {
namespace {

constexpr auto kRepair = v1::TICKET_KIND_REPAIR;
constexpr auto kService = v1::TICKET_KIND_SERVICE;
constexpr auto kCleaning = v1::TICKET_KIND_CLEANING;
constexpr auto kSecurity = v1::TICKET_KIND_SECURITY;

constexpr auto kProject = v1::SIZE_CLASS_PROJECT;
constexpr auto kMinor = v1::SIZE_CLASS_MINOR;
constexpr auto kUrgent = v1::SIZE_CLASS_URGENT;
constexpr auto kAny = v1::SIZE_CLASS_UNSPECIFIED;

// Columns: code, name, chapter, kind, size class, tickets, headcount, drill.
constexpr CategoryFigure kCategories[] = {
    {"works/minor/civil", "土建装修", Chapter::kRepairs, kRepair, kMinor, 105},
    {"works/minor/mep", "机电", Chapter::kRepairs, kRepair, kMinor, 63},
    {"works/minor/engineering", "工程服务", Chapter::kRepairs, kRepair, kMinor,
     21},
    {"works/small", "小修更换", Chapter::kRepairs, kRepair, kMinor, 2'883},
    {"works/renovation", "大型修缮", Chapter::kRepairs, kRepair, kProject, 60},
    {"works/urgent", "抢修", Chapter::kRepairs, kRepair, kUrgent, 80},
    {"hotline", "后勤保障110", Chapter::kRepairs, kRepair, kMinor, 226},
    {"alarm/fault", "消防报警故障", Chapter::kRepairs, kRepair, kMinor, 700},
    {"alarm/camera", "监控维修", Chapter::kRepairs, kRepair, kMinor, 60},
    {"maintenance/fire", "消防设施", Chapter::kRepairs, kRepair, kMinor, 12},
    {"maintenance/lift", "电梯维保", Chapter::kLifts, kRepair, kMinor, 24},
    {"safety/hazard", "隐患整改", Chapter::kInspections, kRepair, kMinor, 6},
    {"service/computer", "电脑升级", Chapter::kServices, kService, kAny, 1},
    {"service/meeting", "会议服务", Chapter::kServices, kService, kAny, 3'140,
     101'696},
    {"cleaning/public", "公共区域", Chapter::kCleaning, kCleaning, kAny, 372},
    {"security/event", "大型活动", Chapter::kSecurity, kSecurity, kAny, 24,
     6'000},
    {"security/duty", "庭审会议执勤", Chapter::kSecurity, kSecurity, kAny, 16,
     2'200},
    {"security/petition", "集体上访", Chapter::kSecurity, kSecurity, kAny, 12,
     1'500},
    {"security/standby", "备勤", Chapter::kSecurity, kSecurity, kAny, 22, 560},
    {"security/drill", "演练", Chapter::kSecurity, kSecurity, kAny, 6, 0, true},
};

constexpr QuantityFigure kQuantities[] = {
    {"maintenance/lift", "lift", "piece", 24 * kLifts},
    {"maintenance/fire", "extinguisher", "piece", 180},
    {"maintenance/fire", "emergency-light", "piece", 200},
    {"maintenance/fire", "exit-sign", "piece", 130},
    {"maintenance/fire", "valve", "set", 5},
    {"maintenance/fire", "insulation", "m", 100},
    {"service/computer", "computer", "piece", 290},
};

constexpr TallyFigure kTallies[] = {
    {"vehicles-cleared", 150},
    {"bicycles-tidied", 8'000},
    {"people-dissuaded", 2'200},
};

}  // namespace

std::span<const CategoryFigure> CategoryFigures() { return kCategories; }
std::span<const QuantityFigure> QuantityFigures() { return kQuantities; }
std::span<const TallyFigure> TallyFigures() { return kTallies; }

}  // namespace workledger

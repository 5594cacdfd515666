#include "tools/demo/bureau.h"

#include <iterator>

namespace workledger {
namespace {

constexpr std::string_view kProperties[] = {
    "市政务中心A座", "市政务中心B座", "市民服务大厅", "市财政局",
    "市教育局",      "市卫生健康委",  "市住建局",     "市交通局",
    "市水务局",      "市农业农村局",  "市商务局",     "市文旅局",
    "市审计局",      "市统计局",      "市司法局",     "市信访局",
    "市档案馆",      "市图书馆",      "市会议中心",   "老干部活动中心",
    "机关幼儿园",    "机关食堂一部",  "机关食堂二部", "公务用车服务中心",
    "东区办公楼",    "西区办公楼",    "南区办公楼",   "北区办公楼",
    "数据中心",      "应急指挥中心",  "机关文印中心",
};
static_assert(std::size(kProperties) == 31);

constexpr std::string_view kCrew[] = {"crew-liu-yang", "crew-zhao-lei",
                                      "crew-sun-hao", "crew-wu-gang"};
constexpr std::string_view kElectric[] = {"hd-chen-bo", "hd-lin-tao",
                                          "hd-he-jun", "hd-xu-ming"};
constexpr std::string_view kPlumbing[] = {"qy-ma-chao", "qy-gao-feng",
                                          "qy-luo-bin"};
constexpr std::string_view kClimate[] = {"lf-zheng-kai", "lf-song-wei",
                                         "lf-tang-yi"};
constexpr std::string_view kLifts[] = {"rj-han-dong", "rj-feng-lei"};
constexpr std::string_view kFire[] = {"sa-cao-peng", "sa-deng-chao"};

constexpr Party kParties[] = {
    {"bureau-crew", kCrew},        {"huadian-electric", kElectric},
    {"qingyuan-water", kPlumbing}, {"liangfeng-air", kClimate},
    {"ruijie-lifts", kLifts},      {"shunan-fire", kFire},
};

constexpr v1::Priority kP1 = v1::PRIORITY_P1;
constexpr v1::Priority kP2 = v1::PRIORITY_P2;
constexpr v1::Priority kP3 = v1::PRIORITY_P3;
constexpr v1::Priority kP4 = v1::PRIORITY_P4;
constexpr v1::Priority kP5 = v1::PRIORITY_P5;

constexpr Fault kFaults[] = {
    {"electrical/lighting", kP3, 16, 1, "走廊灯不亮",
     "Corridor light does not work", "LAMP_WORN", "REPLACED", "LED tube 18 W",
     2800},
    {"electrical/socket", kP3, 9, 1, "插座没电", "Wall socket is dead",
     "LOOSE_WIRE", "REWIRED", "socket, 5 pins", 1850},
    {"electrical/power", kP2, 3, 1, "整层停电",
     "Power is out on the whole floor", "BREAKER_TRIPPED", "RESET",
     "breaker 63 A", 12600},
    {"plumbing/tap", kP3, 10, 2, "水龙头漏水", "Tap drips", "SEAL_WORN",
     "REPLACED", "tap seal", 600},
    {"plumbing/drain", kP3, 9, 2, "下水道堵塞", "Drain is blocked", "BLOCKED",
     "CLEARED", "", 0},
    {"plumbing/pipe", kP2, 3, 2, "水管爆裂，地面积水",
     "Burst pipe, water on the floor", "PIPE_CRACKED", "REPLACED",
     "PPR pipe DN25, 1 m", 2200},
    {"hvac/fan-coil", kP3, 10, 3, "空调不制冷",
     "Air conditioning does not cool", "FILTER_DIRTY", "CLEANED", "filter mat",
     4500},
    {"hvac/noise", kP4, 4, 3, "风机噪音大", "Fan is noisy", "BEARING_WORN",
     "REPLACED", "fan bearing", 9800},
    {"civil/door", kP3, 9, 0, "门锁打不开", "Door lock is stuck", "LOCK_WORN",
     "REPLACED", "lock cylinder", 8600},
    {"civil/window", kP4, 5, 0, "窗户关不严", "Window does not close",
     "HINGE_BENT", "ADJUSTED", "", 0},
    {"civil/ceiling", kP4, 5, 0, "天花板渗水发霉",
     "Stain and mould on the ceiling", "LEAK_ABOVE", "REPAINTED", "paint, 1 kg",
     5200},
    {"furniture/desk", kP4, 6, 0, "办公桌抽屉损坏", "Desk drawer is broken",
     "RAIL_BENT", "REPLACED", "drawer rail", 3400},
    {"lift/stopped", kP2, 2, 4, "电梯停运", "Lift has stopped", "DOOR_SENSOR",
     "ADJUSTED", "door sensor", 46000},
    {"lift/entrapment", kP1, 1, 4, "电梯困人", "People are trapped in the lift",
     "CONTROLLER", "RESET", "", 0},
    {"fire/detector", kP2, 3, 5, "烟感误报",
     "Smoke detector gives false alarms", "DUST", "CLEANED", "", 0},
    {"fire/extinguisher", kP4, 3, 5, "灭火器压力不足",
     "Extinguisher has lost pressure", "PRESSURE_LOW", "REFILLED",
     "refill 4 kg", 3800},
    {"service/suggestion", kP5, 4, 0, "建议增设自行车棚",
     "Please add a bicycle shed", "NONE", "ANSWERED", "", 0},
};

constexpr std::string_view kRequesters[] = {
    "张伟", "王芳", "李娜", "刘洋", "陈静", "杨敏", "赵磊", "黄丽",
    "周强", "吴娟", "徐涛", "孙艳", "马超", "朱琳", "胡斌", "郭颖",
    "何平", "高洁", "林峰", "罗欣", "郑凯", "梁雪", "谢军", "宋佳",
};

constexpr std::string_view kDeskPeople[] = {"desk-01", "desk-02", "desk-03",
                                            "desk-04"};

}  // namespace

std::span<const std::string_view> Properties() { return kProperties; }
std::span<const Party> Parties() { return kParties; }
std::span<const Fault> Faults() { return kFaults; }
std::span<const std::string_view> Requesters() { return kRequesters; }
std::span<const std::string_view> DeskPeople() { return kDeskPeople; }

}  // namespace workledger

#include "services/administrators.h"

#include <gtest/gtest.h>

namespace services {
namespace {

using Verdict = Administrators::Verdict;
using Clock = Administrators::Clock;

constexpr const char* kFile =
    "# who may edit\n\nann  0123456789abcdef0123\nbob\tQUJDREVGR0hJSktMTU5PUA==\nonly-a-token-of-its-own\n";

TEST(Administrators, AreKnownByTheirTokens) {
  Administrators administrators(Administrators::parse(kFile).value());
  const Clock::time_point now{};
  EXPECT_EQ(administrators.who("Bearer 0123456789abcdef0123", "a", now).name, "ann");
  EXPECT_EQ(administrators.who("bearer  QUJDREVGR0hJSktMTU5PUA==", "a", now).name, "bob");
  EXPECT_EQ(administrators.who("Bearer only-a-token-of-its-own", "a", now).name, "administrator");
  for (const char* field : {"", "Bearer", "Bearer ", "Basic 0123456789abcdef0123", "0123456789abcdef0123"})
    EXPECT_EQ(administrators.who(field, "a", now).verdict, Verdict::NoToken) << field;
  for (const char* field : {"Bearer 0123456789abcdef012", "Bearer 0123456789abcdef01230",
                            "Bearer 0123456789abcdef01230123456789abcdef0123", "Bearer x"})
    EXPECT_EQ(administrators.who(field, "a", now).verdict, Verdict::Unknown) << field;
}

TEST(Administrators, MakeWhoFailsTooOftenWait) {
  Administrators administrators(Administrators::parse(kFile).value());
  const Clock::time_point start{};
  for (int i = 0; i < Administrators::kFailures; ++i)
    EXPECT_EQ(administrators.who("Bearer wrong", "a", start).verdict, Verdict::Unknown);
  const auto refused =
      administrators.who("Bearer 0123456789abcdef0123", "a", start + std::chrono::seconds(20));
  EXPECT_EQ(refused.verdict, Verdict::TooOften);
  EXPECT_EQ(refused.wait, std::chrono::seconds(40));
  EXPECT_EQ(administrators.who("Bearer 0123456789abcdef0123", "b", start).verdict, Verdict::Known);
  EXPECT_EQ(administrators.who("Bearer 0123456789abcdef0123", "a", start + std::chrono::seconds(60)).verdict,
            Verdict::Known);
}

TEST(Administrators, AreRefusedWithoutNamingTheToken) {
  for (const char* file :
       {"ann short", "a/b 0123456789abcdef0123", "ann 0123456789abcdef 0123", "ann 0123456789ab;def0123",
        "ann 0123456789abcdef0123\nbob 0123456789abcdef0123"}) {
    const auto tokens = Administrators::parse(file);
    ASSERT_FALSE(tokens) << file;
    EXPECT_EQ(tokens.error().message.find("0123456789"), std::string::npos) << tokens.error().message;
  }
  EXPECT_TRUE(Administrators::parse("# nobody\n").value().empty());
}

}  // namespace
}  // namespace services

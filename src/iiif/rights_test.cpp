#include "iiif/rights.h"

#include <gtest/gtest.h>

#include <utility>

namespace iiif {
namespace {

TEST(Rights, AreThoseOfTheTwoListsAndNoOthers) {
  const std::pair<const char*, const char*> table[] = {
      {"http://creativecommons.org/licenses/by/4.0/", "http://creativecommons.org/licenses/by/4.0/"},
      {"https://creativecommons.org/licenses/by-nc-nd/4.0/deed.cy",
       "http://creativecommons.org/licenses/by-nc-nd/4.0/"},
      {"HTTPS://www.CreativeCommons.org/licenses/BY-SA/3.0/JP",
       "http://creativecommons.org/licenses/by-sa/3.0/jp/"},
      {"http://creativecommons.org/licenses/by/3.0/igo/legalcode",
       "http://creativecommons.org/licenses/by/3.0/igo/"},
      {"http://creativecommons.org/licenses/by/2.5/scotland/",
       "http://creativecommons.org/licenses/by/2.5/scotland/"},
      {"http://creativecommons.org/licenses/nc-sa/1.0/", "http://creativecommons.org/licenses/nc-sa/1.0/"},
      {"https://creativecommons.org/publicdomain/zero/1.0/",
       "http://creativecommons.org/publicdomain/zero/1.0/"},
      {"https://creativecommons.org/publicdomain/mark/1.0",
       "http://creativecommons.org/publicdomain/mark/1.0/"},
      {"https://rightsstatements.org/vocab/InC-OW-EU/1.0/",
       "http://rightsstatements.org/vocab/InC-OW-EU/1.0/"},
      {"http://rightsstatements.org/page/inc/1.0/?language=en", "http://rightsstatements.org/vocab/InC/1.0/"},
      {"http://creativecommons.org/licenses/by/4.0/jp/", ""},
      {"http://creativecommons.org/licenses/by/5.0/", ""},
      {"http://creativecommons.org/licenses/by/2.1/", ""},
      {"http://creativecommons.org/licenses/sa/4.0/", ""},
      {"http://creativecommons.org/licenses/by/4.0/deed/more", ""},
      {"http://creativecommons.org/", ""},
      {"http://creativecommons.org.example/licenses/by/4.0/", ""},
      {"http://rightsstatements.org/vocab/InC/", ""},
      {"http://rightsstatements.org/vocab/ALL/1.0/", ""},
      {"http://example.org/licenses/by/4.0/", ""},
      {"javascript:alert(1)", ""},
      {"", ""},
  };
  for (const auto& [text, expected] : table) EXPECT_EQ(canonical_rights(text), expected) << text;
}

TEST(Rights, NameWhatWasMeant) {
  const std::pair<const char*, const char*> table[] = {
      {"CC BY-SA 4.0", "http://creativecommons.org/licenses/by-sa/4.0/"},
      {"CC-BY-NC-ND-3.0", "http://creativecommons.org/licenses/by-nc-nd/3.0/"},
      {"Creative Commons Attribution NonCommercial", "http://creativecommons.org/licenses/by-nc/4.0/"},
      {"CC0", "http://creativecommons.org/publicdomain/zero/1.0/"},
      {"http://creativecommons.org/licenses/by/5.0/", "http://creativecommons.org/licenses/by/4.0/"},
      {"http://rightsstatements.org/vocab/InCopyright/1.0/", "http://rightsstatements.org/vocab/InC/1.0/"},
      {"rightsstatements.org/vocab/NoC-UK/1.0/", "http://rightsstatements.org/vocab/NoC-US/1.0/"},
      {"all rights reserved", ""},
      {"by arrangement", ""},
      {"", ""},
  };
  for (const auto& [text, expected] : table) EXPECT_EQ(nearest_rights(text), expected) << text;
}

}  // namespace
}  // namespace iiif

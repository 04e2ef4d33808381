#include "store/cache.h"

#include <gtest/gtest.h>

namespace store {
namespace {

TEST(Cache, ForgetsWhatWasNotAskedForLongest) {
  Cache<int> cache(2);
  cache.put("a", std::make_shared<int>(1), 1);
  cache.put("b", std::make_shared<int>(2), 1);
  EXPECT_EQ(*cache.find("a"), 1);
  cache.put("c", std::make_shared<int>(3), 1);
  EXPECT_EQ(cache.find("b"), nullptr);
  EXPECT_EQ(*cache.find("a"), 1);
  EXPECT_EQ(*cache.find("c"), 3);
}

TEST(Cache, CountsWeightsAndKeepsNothingHeavierThanItself) {
  Cache<int> cache(10);
  cache.put("a", std::make_shared<int>(1), 6);
  cache.put("a", std::make_shared<int>(2), 4);
  cache.put("b", std::make_shared<int>(3), 6);
  EXPECT_EQ(*cache.find("a"), 2);
  cache.put("c", std::make_shared<int>(4), 11);
  EXPECT_EQ(cache.find("c"), nullptr);
  EXPECT_EQ(*cache.find("b"), 3);
  cache.erase("b");
  EXPECT_EQ(cache.find("b"), nullptr);
}

}  // namespace
}  // namespace store

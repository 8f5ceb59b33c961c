"""What several tests share: texts, fakes, servers and assertions; holds no test."""

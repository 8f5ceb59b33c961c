"""Export trees: single ones, forests, boosting, and the boosters of other libraries."""

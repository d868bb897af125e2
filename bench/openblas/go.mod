module transcoder/bench/openblas

go 1.26

require transcoder v0.0.0

replace transcoder => ../..

package main

func directs() {}
func int8s()   {}

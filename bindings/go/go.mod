module oxsock

go 1.19

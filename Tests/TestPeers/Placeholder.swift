// peers

// The headers that all rooms share are compiled with this file.

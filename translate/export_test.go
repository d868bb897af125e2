package translate

// Encode lets the fixture's training make the ids that translation makes.
var Encode = encode

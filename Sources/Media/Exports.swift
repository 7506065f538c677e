// Whoever reads and writes images sees masks and their run lengths with one import.
@_exported import Masks

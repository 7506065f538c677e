// Users of the library see frames, masks and queries with one import.
@_exported import Decisions
@_exported import Language
@_exported import Media
@_exported import Speech

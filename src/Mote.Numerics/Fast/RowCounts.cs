using System.Runtime.InteropServices;

namespace Mote.Numerics.Fast;

// A type's size is a constant to the compiler, which makes a method for each: numbers as type arguments, so that the source of a tile is
// written once for all its heights.

[StructLayout(LayoutKind.Sequential, Size = 1)]
internal struct Rows1;

[StructLayout(LayoutKind.Sequential, Size = 2)]
internal struct Rows2;

[StructLayout(LayoutKind.Sequential, Size = 3)]
internal struct Rows3;

[StructLayout(LayoutKind.Sequential, Size = 4)]
internal struct Rows4;

[StructLayout(LayoutKind.Sequential, Size = 5)]
internal struct Rows5;

[StructLayout(LayoutKind.Sequential, Size = 6)]
internal struct Rows6;

[StructLayout(LayoutKind.Sequential, Size = 7)]
internal struct Rows7;

[StructLayout(LayoutKind.Sequential, Size = 8)]
internal struct Rows8;

[StructLayout(LayoutKind.Sequential, Size = 9)]
internal struct Rows9;

[StructLayout(LayoutKind.Sequential, Size = 10)]
internal struct Rows10;

[StructLayout(LayoutKind.Sequential, Size = 11)]
internal struct Rows11;

[StructLayout(LayoutKind.Sequential, Size = 12)]
internal struct Rows12;

[StructLayout(LayoutKind.Sequential, Size = 13)]
internal struct Rows13;

[StructLayout(LayoutKind.Sequential, Size = 14)]
internal struct Rows14;

using System.Buffers.Binary;
using Mote.Core.Types;

namespace Mote.Execution.Reference;

internal static partial class ReferenceKernels
{
    /// <summary>Integers lose their upper bits; reals outside of 32 bits (64 for u32 and i64) become the smallest integer first, as on
    /// x86.</summary>
    private static void CastAny(KernelCall call)
    {
        var (from, to) = (call.X(0).Element, call.Y.Element);
        var x = call.In<byte>(0);
        var y = call.Out<byte>();
        for (var i = 0; i < call.Y.Elements; i++)
        {
            var source = x.Slice(i * from.Bytes(), from.Bytes());
            var target = y.Slice(i * to.Bytes(), to.Bytes());
            if (from != ElementType.Float32)
            {
                var integer = ReadInteger(from, source);
                if (to == ElementType.Float32) BinaryPrimitives.WriteSingleLittleEndian(target, integer);
                else WriteInteger(to, integer, target);
                continue;
            }
            var real = BinaryPrimitives.ReadSingleLittleEndian(source);
            if (to == ElementType.Float32) BinaryPrimitives.WriteSingleLittleEndian(target, real);
            else if (to == ElementType.Bool) WriteInteger(to, real == 0 ? 0 : 1, target);
            else WriteInteger(to, to is ElementType.UInt32 or ElementType.Int64 ? Truncate64(real) : Truncate32(real), target);
        }
    }

    private static long Truncate64(float x) => x >= -9223372036854775808f && x < 9223372036854775808f ? (long)x : long.MinValue;

    private static int Truncate32(float x) => x >= -2147483648f && x < 2147483648f ? (int)x : int.MinValue;

    private static long ReadInteger(ElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        ElementType.Int8 => (sbyte)bytes[0],
        ElementType.UInt8 => bytes[0],
        ElementType.Bool => bytes[0] != 0 ? 1 : 0,
        ElementType.Int16 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        ElementType.UInt32 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        ElementType.Float32 or ElementType.Int4 or ElementType.UInt64 =>
            throw new InvalidOperationException($"{type.Text()} is not read as an integer here"),
    };

    private static void WriteInteger(ElementType type, long value, Span<byte> bytes)
    {
        if (type == ElementType.Bool) value = value != 0 ? 1 : 0;
        for (var i = 0; i < type.Bytes(); i++) bytes[i] = (byte)(value >> (8 * i));
    }
}

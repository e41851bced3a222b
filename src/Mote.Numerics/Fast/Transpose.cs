using System.Runtime.Intrinsics;

namespace Mote.Numerics.Fast;

/// <summary>Transpositions of matrices.</summary>
public static unsafe class Transpose
{
    /// <summary>To[columns, rows] = From[rows, columns], or += with <paramref name="accumulate"/>.</summary>
    public static void Matrix(int rows, int columns, float* from, nint ldFrom, float* to, nint ldTo, bool accumulate = false)
    {
        int i = 0;
        if (!accumulate)
        {
            for (; i + 4 <= rows; i += 4)
                FourRows(columns, from + i * ldFrom, ldFrom, to + i, ldTo);
        }

        for (; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
                to[j * ldTo + i] = from[i * ldFrom + j] + (accumulate ? to[j * ldTo + i] : 0);
        }
    }

    /// <summary>Four rows become four columns.</summary>
    internal static void FourRows(int columns, float* from, nint ldFrom, float* to, nint ldTo)
    {
        int j = 0;
        for (; j + 4 <= columns; j += 4)
        {
            Vector128<float> a = Vector128.Load(from + j), b = Vector128.Load(from + ldFrom + j);
            Vector128<float> c = Vector128.Load(from + 2 * ldFrom + j), d = Vector128.Load(from + 3 * ldFrom + j);
            Vector128<float> ab = Low(a, b), cd = Low(c, d), abHigh = High(a, b), cdHigh = High(c, d);
            float* row = to + j * ldTo;
            Vector128.Create(ab.GetLower(), cd.GetLower()).Store(row);
            Vector128.Create(ab.GetUpper(), cd.GetUpper()).Store(row + ldTo);
            Vector128.Create(abHigh.GetLower(), cdHigh.GetLower()).Store(row + 2 * ldTo);
            Vector128.Create(abHigh.GetUpper(), cdHigh.GetUpper()).Store(row + 3 * ldTo);
        }

        for (; j < columns; j++)
        {
            for (int i = 0; i < 4; i++)
                to[j * ldTo + i] = from[i * ldFrom + j];
        }
    }

    /// <summary>a0 b0 a1 b1.</summary>
    private static Vector128<float> Low(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(
            Vector128.Create(-1, 0, -1, 0).AsSingle(),
            Vector128.Shuffle(a, Vector128.Create(0, 0, 1, 1)),
            Vector128.Shuffle(b, Vector128.Create(0, 0, 1, 1)));

    /// <summary>a2 b2 a3 b3.</summary>
    private static Vector128<float> High(Vector128<float> a, Vector128<float> b) =>
        Vector128.ConditionalSelect(
            Vector128.Create(-1, 0, -1, 0).AsSingle(),
            Vector128.Shuffle(a, Vector128.Create(2, 2, 3, 3)),
            Vector128.Shuffle(b, Vector128.Create(2, 2, 3, 3)));
}

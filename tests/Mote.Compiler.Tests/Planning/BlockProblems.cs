using Mote.Compiler.Planning;

namespace Mote.Compiler.Tests.Planning;

/// <summary>Seeded random problems: a failing test names the seed.</summary>
internal static class BlockProblems
{
    private static readonly int[] Alignments = [1, 4, 8, 16, 32];

    /// <summary>A problem of up to maxBlocks blocks; every seed has its own mix of sizes, lifetimes and alignments.</summary>
    public static MemoryBlock[] Small(int seed, int maxBlocks)
    {
        var random = new Random(seed);
        var steps = random.Next(1, 9);
        var maxBytes = random.Next(3) switch { 0 => 6, 1 => 40, _ => 300 };
        var mixed = random.Next(3) == 0;
        var alignment = Alignments[random.Next(Alignments.Length)];
        var blocks = new MemoryBlock[random.Next(maxBlocks + 1)];
        for (var i = 0; i < blocks.Length; i++)
        {
            var first = random.Next(steps);
            var last = Math.Min(steps - 1, first + random.Next(4));
            var bytes = random.Next(12) == 0 ? 0 : random.Next(1, maxBytes + 1);
            blocks[i] = new MemoryBlock(first, last, bytes, mixed ? Alignments[random.Next(Alignments.Length)] : alignment);
        }

        return blocks;
    }

    /// <summary>
    /// Cuts a rectangle of count steps by height units into count blocks, so that the rectangle's height is the optimum.
    /// Dropping some of the blocks leaves a looser and often harder problem, whose optimum is at most that height.
    /// </summary>
    public static MemoryBlock[] CutRectangle(int seed, int count, int height, int dropPercent = 0, int alignment = 4)
    {
        var random = new Random(seed);
        var parts = new List<(int Left, int Right, int Low, int High)> { (0, count, 0, height) };
        while (parts.Count < count)
        {
            // The largest of a few random parts: keeps the sizes from drifting apart.
            var pick = Enumerable.Range(0, 4).Select(_ => random.Next(parts.Count)).MaxBy(i => Area(parts[i]));
            var (left, right, low, high) = parts[pick];
            if (random.Next(2) == 0 && right - left > 1)
            {
                var cut = random.Next(left + 1, right);
                parts[pick] = (left, cut, low, high);
                parts.Add((cut, right, low, high));
            }
            else if (high - low > 1)
            {
                var cut = random.Next(low + 1, high);
                parts[pick] = (left, right, low, cut);
                parts.Add((left, right, cut, high));
            }
        }

        return [.. parts
            .Where(_ => random.Next(100) >= dropPercent)
            .Select(part => new MemoryBlock(part.Left, part.Right - 1, (part.High - part.Low) * alignment, alignment))
            .OrderBy(block => block.FirstStep)];
    }

    private static long Area((int Left, int Right, int Low, int High) part) => (long)(part.Right - part.Left) * (part.High - part.Low);
}

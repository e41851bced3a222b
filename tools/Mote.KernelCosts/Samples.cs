using Mote.Core.Graphs;
using Mote.Testing;

namespace Mote.KernelCosts;

/// <summary>The layers that costs are fitted to. Tests hold the fit on others.</summary>
internal static class Samples
{
    public static IEnumerable<Graph> All() => [Windows(), Rest(), Real()];

    private static Graph Windows() => new CostLayers("windows", 11)
        .Convolution([1, 20, 18, 1], 12, 10, 4, 2).Convolution([1, 17, 12, 1], 16, 5, 5).Convolution([1, 16, 16, 2], 8, 3, 3)
        .Convolution([1, 20, 20, 3], 8, 3, 3, 2).Convolution([1, 15, 15, 3], 16, 3, 3).Halved(1).Convolution([1, 12, 12, 4], 24, 3, 3)
        .Convolution([1, 8, 9, 16], 16, 3, 3).Convolution([1, 7, 7, 20], 12, 3, 3, 1, pads: false)
        .Halved(2).Convolution([1, 9, 7, 24], 10, 3, 3, 2).Convolution([1, 6, 6, 32], 32, 3, 3).Convolution([1, 12, 12, 8], 17, 1, 1, 2)
        .Halved(3).Convolution([1, 14, 10, 5], 6, 2, 3, 1, pads: false).Convolution([1, 9, 9, 7], 9, 5, 5, 2)
        .Convolution([1, 6, 7, 48], 8, 3, 3).Halved(4).Convolution([1, 10, 10, 12], 14, 3, 3).Convolution([1, 8, 8, 16], 20, 1, 3)
        .Halved(5).Convolution([1, 8, 8, 10], 15, 3, 3).Convolution([1, 21, 1, 12], 16, 8, 1, 2).Halved(1)
        .Convolution([1, 9, 10, 8], 16, 3, 3, groups: 2).Convolution([1, 7, 8, 12], 12, 3, 3, groups: 4)
        .Convolution([1, 6, 6, 16], 24, 3, 3, 2, groups: 2).Convolution([1, 5, 12, 24], 8, 1, 3, groups: 2)
        .Halved(0).Convolution([1, 10, 6, 32], 24, 1, 1).Convolution([1, 8, 8, 16], 9, 1, 1).Halved(2).Convolution([1, 6, 8, 40], 32, 1, 1)
        .Convolution([1, 12, 9, 8], 30, 1, 1).Halved(3).Convolution([1, 5, 5, 96], 24, 1, 1).Convolution([1, 9, 11, 24], 12, 1, 1)
        .Halved(4).Convolution([1, 7, 9, 48], 20, 1, 1).Halved(5).Convolution([1, 6, 6, 60], 16, 1, 1).Halved(1)
        .Convolution([1, 4, 5, 64], 64, 1, 1).Convolution([1, 3, 3, 128], 40, 1, 1)
        .Depthwise([1, 14, 12, 8], 3, 3).Depthwise([1, 9, 9, 24], 3, 3).Depthwise([1, 13, 5, 32], 3, 3).Depthwise([1, 15, 15, 16], 3, 3, 2)
        .Depthwise([1, 12, 10, 12], 3, 3, 2).Depthwise([1, 8, 7, 20], 3, 3, 1, pads: false).Depthwise([1, 6, 6, 40], 3, 3)
        .Depthwise([1, 3, 3, 64], 3, 3).Depthwise([1, 20, 20, 5], 3, 3)
        .Depthwise([1, 12, 12, 8], 5, 5).Depthwise([1, 10, 9, 16], 5, 5, 2).Depthwise([1, 9, 7, 12], 5, 5, 1, pads: false)
        .Depthwise([1, 16, 6, 10], 5, 5).Depthwise([1, 18, 3, 12], 7, 1).Depthwise([1, 9, 12, 9], 1, 5).Depthwise([1, 9, 8, 6], 2, 4)
        .Depthwise([1, 11, 11, 6], 7, 7).Depthwise([1, 9, 9, 10], 7, 7, 2).Depthwise([1, 8, 8, 6], 3, 3, multiplier: 2)
        .Depthwise([1, 10, 10, 1], 3, 3, multiplier: 8).Depthwise([1, 9, 6, 4], 3, 5, 2, multiplier: 3)
        .Build();

    private static Graph Rest() => new CostLayers("rest", 12)
        .Matrix(1, 64, 10).Matrix(1, 256, 12).Halved(1).Matrix(1, 128, 128).Matrix(1, 100, 33, perChannel: true).Halved(2).Matrix(2, 90, 21)
        .Matrix(1, 640, 16).Matrix(1, 33, 8, perChannel: true).Halved(3).Matrix(1, 8, 128).Matrix(4, 50, 20).Matrix(7, 24, 30, perChannel: true)
        .Matrix(1, 12, 7).Matrix(2, 200, 40, perChannel: true).Matrix(1, 61, 64).Matrix(1, 350, 5).Matrix(9, 33, 11)
        .AverageAll([1, 8, 8, 32]).AverageAll([1, 25, 5, 16]).AverageAll([1, 3, 3, 64]).AverageAll([1, 6, 4, 10])
        .AveragePool([1, 12, 12, 8], 2, 2).AveragePool([1, 9, 9, 12], 3, 2).AveragePool([1, 15, 10, 5], 3).AveragePool([1, 8, 8, 16], 4, 4)
        .MaxPool([1, 12, 12, 8], 2, 2).MaxPool([1, 9, 9, 12], 3, 2).MaxPool([1, 15, 10, 5], 3, 1, pads: true).MaxPool([1, 8, 8, 16], 4, 4)
        .MaxPool([1, 20, 6, 3], 2, 2)
        .Sum([1, 9, 9, 16]).Sum([1, 5, 7, 24]).Sum([1, 12, 12, 8]).Product([1, 9, 9, 16]).Product([1, 5, 7, 24]).Product([1, 12, 10, 5])
        .Softmax(1, 10).Softmax(1, 2).Softmax(5, 12).Softmax(3, 35).Softmax(1, 100)
        .Relu([1, 9, 9, 16]).Relu([1, 5, 7, 24]).Table([1, 9, 9, 16]).Table([1, 5, 7, 24])
        .Pad([1, 8, 8, 16], 1).Pad([1, 12, 9, 3], 2).Pad([1, 10, 10, 4], 1).Join([1, 8, 8, 16], [1, 8, 8, 8]).Join([1, 9, 5, 3], [1, 9, 5, 6])
        .Join([1, 10, 10, 20], [1, 10, 10, 12])
        .Build();

    private static Graph Real() => new CostLayers("real", 13, isFloat: true)
        .Convolution([1, 12, 10, 1], 6, 5, 4, 2).Convolution([1, 8, 8, 3], 8, 3, 3).Convolution([1, 5, 6, 8], 6, 3, 3)
        .Convolution([1, 5, 5, 12], 5, 3, 3, 1, pads: false).Convolution([1, 6, 7, 6], 6, 3, 3, groups: 2)
        .Convolution([1, 6, 5, 16], 9, 1, 1).Convolution([1, 4, 4, 24], 12, 1, 1)
        .Depthwise([1, 8, 8, 6], 3, 3).Depthwise([1, 9, 7, 5], 5, 5, 2).Depthwise([1, 6, 5, 10], 3, 3, 2, pads: false)
        .Matrix(1, 64, 10).Matrix(2, 30, 16).Matrix(1, 100, 7).Matrix(4, 12, 12)
        .AveragePool([1, 8, 8, 6], 2, 2).AverageAll([1, 5, 5, 12]).AveragePool([1, 9, 9, 3], 3, 2)
        .MaxPool([1, 8, 8, 6], 2, 2).MaxPool([1, 9, 9, 3], 3, 2).MaxPool([1, 6, 6, 8], 3, 1, pads: true)
        .Sum([1, 6, 6, 8]).Sum([1, 9, 5, 5]).Product([1, 6, 6, 8]).Product([1, 9, 5, 5]).Softmax(1, 10).Softmax(4, 12).Softmax(1, 50)
        .Relu([1, 6, 6, 8]).Relu([1, 9, 5, 5])
        .Build();
}

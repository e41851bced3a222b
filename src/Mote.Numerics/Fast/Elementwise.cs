namespace Mote.Numerics.Fast;

/// <summary>Functions of arrays, element by element or row by row. Results may be operands.</summary>
public static unsafe class Elementwise
{
    /// <summary>y = act(x).</summary>
    public static void Activate(int n, Activation activation, float slope, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Activate(n, activation, slope, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Activate(n, activation, slope, x, y);
        else
            ElementwiseOn<Lanes128>.Activate(n, activation, slope, x, y);
    }

    /// <summary>dx = dy times the slope of the activation.</summary>
    /// <param name="slope">Of <see cref="Activation.LeakyRelu"/>.</param>
    /// <param name="operandOrResult">x for LeakyRelu and HardSwish, which depend on it; y for all others.</param>
    public static void ActivationGradient(int n, Activation activation, float slope, float* dy, float* operandOrResult, float* dx)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.ActivationGradient(n, activation, slope, dy, operandOrResult, dx);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.ActivationGradient(n, activation, slope, dy, operandOrResult, dx);
        else
            ElementwiseOn<Lanes128>.ActivationGradient(n, activation, slope, dy, operandOrResult, dx);
    }

    /// <summary>y = act(x + bias), row by row.</summary>
    public static void AddBias(int rows, int channels, float* x, float* bias, Activation activation, float slope, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.AddBias(rows, channels, x, bias, activation, slope, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.AddBias(rows, channels, x, bias, activation, slope, y);
        else
            ElementwiseOn<Lanes128>.AddBias(rows, channels, x, bias, activation, slope, y);
    }

    /// <summary>sums += the sum of each column: the gradient of a bias. In blocks of rows, so that many rows cost no accuracy.</summary>
    public static void AddColumnSums(int rows, int channels, float* x, float* sums)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.AddColumnSums(rows, channels, x, sums);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.AddColumnSums(rows, channels, x, sums);
        else
            ElementwiseOn<Lanes128>.AddColumnSums(rows, channels, x, sums);
    }

    /// <summary>y = a + b.</summary>
    public static void Add(int n, float* a, float* b, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Add(n, a, b, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Add(n, a, b, y);
        else
            ElementwiseOn<Lanes128>.Add(n, a, b, y);
    }

    /// <summary>y = a - b.</summary>
    public static void Subtract(int n, float* a, float* b, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Subtract(n, a, b, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Subtract(n, a, b, y);
        else
            ElementwiseOn<Lanes128>.Subtract(n, a, b, y);
    }

    /// <summary>y = a · b.</summary>
    public static void Multiply(int n, float* a, float* b, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Multiply(n, a, b, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Multiply(n, a, b, y);
        else
            ElementwiseOn<Lanes128>.Multiply(n, a, b, y);
    }

    /// <summary>y += factor · x.</summary>
    public static void AddScaled(int n, float factor, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.AddScaled(n, factor, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.AddScaled(n, factor, x, y);
        else
            ElementwiseOn<Lanes128>.AddScaled(n, factor, x, y);
    }

    /// <summary>y = factor · x.</summary>
    public static void Scale(int n, float factor, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Scale(n, factor, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Scale(n, factor, x, y);
        else
            ElementwiseOn<Lanes128>.Scale(n, factor, x, y);
    }

    /// <summary>y = e^x; relative error below 2e-7.</summary>
    public static void Exp(int n, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Exp(n, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Exp(n, x, y);
        else
            ElementwiseOn<Lanes128>.Exp(n, x, y);
    }

    /// <summary>y = ln x; error below 2e-7 of the result or of 1, the larger.</summary>
    public static void Log(int n, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Log(n, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Log(n, x, y);
        else
            ElementwiseOn<Lanes128>.Log(n, x, y);
    }

    /// <summary>y = tanh x; relative error below 2e-7.</summary>
    public static void Tanh(int n, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Tanh(n, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Tanh(n, x, y);
        else
            ElementwiseOn<Lanes128>.Tanh(n, x, y);
    }

    /// <summary>y = 1 / (1 + e^-x); relative error below 2e-7.</summary>
    public static void Sigmoid(int n, float* x, float* y)
    {
        if (Lanes.Has512)
            ElementwiseOn<Lanes512>.Sigmoid(n, x, y);
        else if (Lanes.Has256)
            ElementwiseOn<Lanes256>.Sigmoid(n, x, y);
        else
            ElementwiseOn<Lanes128>.Sigmoid(n, x, y);
    }
}

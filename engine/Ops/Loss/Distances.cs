namespace NeuralCore.Ops;

/// <summary>Losses that are distances, composed of elementary ops.</summary>
public static class Distances
{
    extension(Tensor x)
    {
        /// <summary>The squared differences (x − target)², reduced.</summary>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Tensor MseLoss(Tensor target, Reduction reduction = Reduction.Mean) =>
            (x - Fitting("MseLoss", x, target)).Square().Reduced(reduction);

        /// <summary>The absolute differences |x − target|, reduced; the derivative is 0 where they agree.</summary>
        /// <exception cref="ShapeException">The shapes differ.</exception>
        public Tensor L1Loss(Tensor target, Reduction reduction = Reduction.Mean) =>
            (x - Fitting("L1Loss", x, target)).Abs().Reduced(reduction);
    }

    // A silent broadcast of [N, 1] against [N] is the classic mistake here.
    private static Tensor Fitting(string loss, Tensor x, Tensor target) => x.Shape == target.Shape
        ? target
        : throw new ShapeException($"{loss}: prediction and target have one shape; got {x.Shape} and {target.Shape}");
}

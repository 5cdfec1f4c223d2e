namespace Thelper.Torch.Tests.Coverage;

/// <summary>Why a name of PyTorch is not in the engine, where its spelling says so.</summary>
internal static class Absence
{
    /// <summary>What stands for a name that is missing without a reason.</summary>
    public const string NotYet = "not yet";

    private static readonly (string Reason, string[] Spaces, string[] Names)[] Rules =
    [
        ("quantization", ["*"], ["*quantize*", "quantized_*", "q_*", "qscheme", "fbgemm_*", "fake_quant*", "fused_moving_avg*", "int_repr", "choose_qparams*", "is_quantized", "dequantize"]),
        ("one backend's own", ["*"], ["cudnn_*", "miopen_*", "mkldnn_*", "*xpu*", "*ipu*", "*vulkan*", "is_ort", "is_mkldnn", "to_mkldnn", "is_mps"]),
        ("named dimensions", ["torch", "torch.Tensor"], ["*names*", "refine_names", "rename*", "align_*", "name"]),
        ("sparse tensors", ["torch", "torch.Tensor"], ["*sparse*", "*coalesce*", "ccol_*", "crow_*", "col_indices*", "row_indices*", "indices*", "values*", "dense_dim", "hspmm", "hsmm", "dsmm", "saddmm", "smm", "spmm", "sspaddmm"]),
        ("made for the compiler of Python code", ["torch"], ["import_ir*", "merge_type*", "parse_*", "fork", "wait", "obj", "*vital*", "unify_type*", "is_storage"]),
        ("internal steps of other functions", ["torch", "torch.nn.functional"], ["*_copy", "native_*", "batch_norm_*", "autocast_*", "*_forward", "embedding_renorm_", "init_num_threads", "*_jvp"]),
        ("internal steps of other functions", ["torch.nn.utils.rnn"], ["bind", "PackedSequence_"]),
        ("Python's own: its memory, its arrays, its callables", ["torch", "torch.Tensor"],
            ["numpy", "from_numpy", "frombuffer", "from_file", "asarray", "share_memory_", "*storage*", "as_subclass", "volatile", "map_", "map2_", "apply_", "reinforce", "register_hook_*", "new", "nelement", "output_nr", "is_shared", "is_distributed", "to_padded_tensor", "is_set_to", "ndimension"]),
        ("data pipes", ["torch.utils.data"], ["*DataPipe*", "DataChunk", "DataLoader2", "argument_validation", "communication", "functional_datapipe", "guaranteed_*", "non_deterministic", "runtime_*", "collate"]),
        ("removed or deprecated in PyTorch", ["torch.nn.init"], ["constant", "dirac", "eye", "kaiming_normal", "kaiming_uniform", "normal", "orthogonal", "sparse", "uniform", "xavier_normal", "xavier_uniform"]),
        ("removed or deprecated in PyTorch", ["torch", "torch.Tensor", "torch.nn", "torch.nn.utils", "torch.nn.functional", "torch.cuda"],
            ["symeig", "eig", "solve", "lstsq", "lu", "matrix_rank", "clip_grad_norm", "resize", "resize_as", "Container", "NLLLoss2d", "chain_matmul", "range", "upsample*", "*_cached", "is_nested"]),
        ("bases that only PyTorch's own classes use", ["torch.nn"], ["RNNBase", "RNNCellBase"]),
        ("graphs, compilers and allocators of CUDA", ["torch.cuda"],
            ["caching_allocator_*", "classproperty", "cudart", "*cublas*", "current_blas_handle", "get_gencode_flags", "graph_pool_handle", "make_graphed_callables", "is_current_stream_capturing", "list_gpu_processes", "memory_usage", "utilization", "check_error", "ipc_collect", "init", "get_arch_list"]),
    ];

    /// <summary>The reason for a missing name.</summary>
    public static string Reason(string space, string name)
    {
        if (space == "torch" && name.EndsWith('_') && PublicNames.Has("torch.Tensor", name))
        {
            return "in place, so methods of `Tensor` only";
        }

        if (space == "torch" && PublicNames.Has("torch.nn.functional", name))
        {
            return "in `torch.nn.functional` only: with both in `using static`, a call could mean either";
        }

        foreach (var (reason, spaces, names) in Rules)
        {
            if (spaces.Any(s => s == "*" || s == space) && names.Any(pattern => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false)))
            {
                return reason;
            }
        }

        return NotYet;
    }
}

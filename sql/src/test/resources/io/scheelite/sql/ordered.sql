-- One statement per line; answers are compared in order.
select t_a, t_b, t_id from t order by t_a desc, t_b, t_id
select t_a, t_id from t order by t_a nulls first, t_id limit 7
select t_id from t order by t_m desc nulls first, t_id limit 5 offset 3
select t_s, count(*) c from t group by t_s order by c desc, t_s limit 3
select t_a + t_b as x from t order by x, t_id
select t_id from t order by 1 offset 35
